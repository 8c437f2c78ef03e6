using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Codes;

/// <summary>Eight bytes as eight integers: one instruction with AVX2, elsewhere two steps.</summary>
internal static class CodeWidening
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Signed(Vector128<sbyte> values)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int32(values);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(values));
        return Vector256.Create(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Unsigned(Vector128<byte> values)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int32(values);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(values));
        return Vector256.Create(low, high).AsInt32();
    }
}
