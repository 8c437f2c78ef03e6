using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX-VNNI: four products of bytes a sum and instruction, 256-bit vectors.</summary>
internal sealed unsafe class VnniTile : Int8Tile
{
    private const int Lanes = 8;

    public override string Name => "AVX-VNNI";

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
        var corrections = (int*)((byte*)call->Corrections + (row * call->GroupStride));
        Vector256<float> left = default, right = default;
        for (var group = 0; group < call->Groups; group++)
        {
            var panel = call->Panel + ((long)group * Int8Layout.GroupBytes);
            var weights = panel + Int8Layout.ScaleBytes + (column * Int8Layout.Quad);
            Vector256<int> a = Vector256.Create(corrections[group]), b = a;
            for (var quad = 0; quad < Int8Layout.Group; quad += Int8Layout.Quad, x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Vector256.Create(*(int*)x).AsSByte();
                a = AvxVnni.MultiplyWideningAndAdd(a, Vector256.Load(weights), v);
                b = AvxVnni.MultiplyWideningAndAdd(b, Vector256.Load(weights + 32), v);
            }

            left = Vector256.FusedMultiplyAdd(Vector256.Load((float*)panel + column) * scales[group], Vector256.ConvertToSingle(a), left);
            right = Vector256.FusedMultiplyAdd(Vector256.Load((float*)panel + column + Lanes) * scales[group], Vector256.ConvertToSingle(b), right);
        }

        var y = (float*)((byte*)call->Y + (row * call->ResultStride)) + column;
        left.Store(y);
        right.Store(y + Lanes);
    }
}
