using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Arm's dot product: four products of signed bytes a sum and instruction.</summary>
internal sealed unsafe class DotProductTile : Int8Tile
{
    private const int Columns = 16;

    // Flips the upper bit of each byte: 128 less.
    private const uint Signs = 0x8080_8080;

    public override string Name => "Arm dot product";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < WeightMatrix.PanelWidth; column += Columns)
                Part(call->X + (row * call->Stride), call->Panel + (column * 4), call->Sums + (row * WeightMatrix.PanelWidth) + column, call->Quads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(byte* x, sbyte* panel, int* sums, long quads)
    {
        Vector128<int> a = default, b = default, c = default, d = default;
        for (var quad = 0L; quad < quads; quad++, x += 4, panel += WeightMatrix.PanelWidth * 4)
        {
            var v = Vector128.Create(*(uint*)x ^ Signs).AsSByte();
            a = Dp.DotProduct(a, v, Vector128.Load(panel));
            b = Dp.DotProduct(b, v, Vector128.Load(panel + 16));
            c = Dp.DotProduct(c, v, Vector128.Load(panel + 32));
            d = Dp.DotProduct(d, v, Vector128.Load(panel + 48));
        }

        a.Store(sums);
        b.Store(sums + 4);
        c.Store(sums + 8);
        d.Store(sums + 12);
    }
}
