using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>Arm's dot product: four products of signed bytes a sum and instruction; flipping a bit takes the 128 off the weights.</summary>
internal sealed unsafe class DotProductTile : Int8Tile
{
    private const int Lanes = 4;

    public override string Name => "Arm dot product";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            var here = call->From(row);
            for (var column = 0; column < Int8Layout.Columns; column += 2 * Lanes)
                Part(&here, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(Int8TileCall* call, int column)
    {
        var x = call->X;
        var weights = call->Panel + (column * Int8Layout.Quad);
        Vector128<float> left = default, right = default;
        for (var group = 0; group < call->Groups; group++)
        {
            var unit = call->Units[group];
            Vector128<int> a = default, b = default;
            for (var quad = 0; quad < call->Quads; quad++, x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Vector128.Create(*(int*)x).AsSByte();
                a = Dp.DotProduct(a, (Vector128.Load(weights) ^ Vector128.Create((byte)0x80)).AsSByte(), v);
                b = Dp.DotProduct(b, (Vector128.Load(weights + 16) ^ Vector128.Create((byte)0x80)).AsSByte(), v);
            }

            var scales = (float*)weights;
            left = Vector128.FusedMultiplyAdd(Vector128.Load(scales) * unit.Scale, Vector128.ConvertToSingle(a), left);
            right = Vector128.FusedMultiplyAdd(Vector128.Load(scales + Lanes) * unit.Scale, Vector128.ConvertToSingle(b), right);
            weights += Int8Layout.ScaleBytes;
        }

        left.Store(call->Y + column);
        right.Store(call->Y + column + Lanes);
    }
}
