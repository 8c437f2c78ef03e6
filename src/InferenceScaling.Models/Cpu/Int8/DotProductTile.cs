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
            for (var column = 0; column < Int8Layout.Columns; column += 2 * Lanes)
                Part(call, row, column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Part(Int8TileCall* call, int row, int column)
    {
        var x = call->X + (row * call->Stride);
        var scales = (float*)((byte*)call->Scales + (row * call->GroupStride));
        Vector128<float> left = default, right = default;
        for (var group = 0; group < call->Groups; group++)
        {
            var panel = call->Panel + ((long)group * Int8Layout.GroupBytes);
            var weights = panel + Int8Layout.ScaleBytes + (column * Int8Layout.Quad);
            Vector128<int> a = default, b = default;
            for (var quad = 0; quad < Int8Layout.Group; quad += Int8Layout.Quad, x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Vector128.Create(*(int*)x).AsSByte();
                a = Dp.DotProduct(a, (Vector128.Load(weights) ^ Vector128.Create((byte)0x80)).AsSByte(), v);
                b = Dp.DotProduct(b, (Vector128.Load(weights + 16) ^ Vector128.Create((byte)0x80)).AsSByte(), v);
            }

            left = Vector128.FusedMultiplyAdd(Vector128.Load((float*)panel + column) * scales[group], Vector128.ConvertToSingle(a), left);
            right = Vector128.FusedMultiplyAdd(Vector128.Load((float*)panel + column + Lanes) * scales[group], Vector128.ConvertToSingle(b), right);
        }

        var y = (float*)((byte*)call->Y + (row * call->ResultStride)) + column;
        left.Store(y);
        right.Store(y + Lanes);
    }
}
