using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Four bits a code: byte j of each 16 holds column j in its lower half and column 16 + j in its upper half, so that one mask or one shift gives 16 columns.</summary>
internal readonly unsafe struct NibbleLine : ICodeLine
{
    private const int Group = 32;
    private const int Half = 16;

    public static int Bits => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Sixteen(byte* line, int part) => Take(Vector128.Load(line + (part / 2 * Half)), part % 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Eight(byte* line, int part) => Take(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(line + (part / 4 * Half) + (part % 2 * 8))).AsByte(), part % 4 / 2);

    public static byte Read(byte* line, int column) => (byte)((line[(column / Group * Half) + (column % Half)] >> (column % Group / Half * 4)) & 0xF);

    public static void Write(byte* line, byte* codes, int stride)
    {
        for (var place = 0; place < WeightMatrix.PanelWidth / 2; place++)
        {
            var column = codes + (((place / Half * Group) + (place % Half)) * stride);
            line[place] = (byte)(column[0] | (column[Half * stride] << 4));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Take(Vector128<byte> packed, int half) => half == 0 ? packed & Vector128.Create((byte)0xF) : (packed.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0xF);
}
