using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX2: bytes become shorts, whose products are added in pairs. (The instruction that multiplies bytes saturates.)</summary>
internal sealed unsafe class WideningTile : Int8Tile
{
    private const int Columns = 16;

    public override string Name => "AVX2";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < WeightMatrix.PanelWidth; column += Columns)
                Part(call->X + (row * call->Stride), call->Panel + (column * 4), call->Correction + column, call->Sums + (row * WeightMatrix.PanelWidth) + column, call->Quads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(byte* x, sbyte* panel, int* correction, int* sums, long quads)
    {
        // Two sums a column: of the even and of the odd pairs.
        Vector256<int> a = default, b = default, c = default, d = default;
        for (var quad = 0L; quad < quads; quad++, x += 4, panel += WeightMatrix.PanelWidth * 4)
        {
            var four = Avx2.ConvertToVector256Int16(Vector128.Create(*(uint*)x).AsByte());
            a += Avx2.MultiplyAddAdjacent(four, Avx2.ConvertToVector256Int16(panel));
            b += Avx2.MultiplyAddAdjacent(four, Avx2.ConvertToVector256Int16(panel + 16));
            c += Avx2.MultiplyAddAdjacent(four, Avx2.ConvertToVector256Int16(panel + 32));
            d += Avx2.MultiplyAddAdjacent(four, Avx2.ConvertToVector256Int16(panel + 48));
        }

        Store(a, correction, sums);
        Store(b, correction + 4, sums + 4);
        Store(c, correction + 8, sums + 8);
        Store(d, correction + 12, sums + 12);
    }

    private static void Store(Vector256<int> pairs, int* correction, int* sums) =>
        (Ssse3.HorizontalAdd(pairs.GetLower(), pairs.GetUpper()) + Vector128.Load(correction)).Store(sums);
}
