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
        Vector256<float> left = default, right = default;
        for (var group = 0; group < call->Groups; group++)
        {
            var unit = call->Units[group];
            Vector256<int> a = Vector256.Create(unit.Correction), b = a;
            for (var quad = 0; quad < call->Quads; quad++, x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Vector256.Create(*(int*)x).AsSByte();
                a = AvxVnni.MultiplyWideningAndAdd(a, Vector256.Load(weights), v);
                b = AvxVnni.MultiplyWideningAndAdd(b, Vector256.Load(weights + 32), v);
            }

            var scales = (float*)weights;
            left = Vector256.FusedMultiplyAdd(Vector256.Load(scales) * unit.Scale, Vector256.ConvertToSingle(a), left);
            right = Vector256.FusedMultiplyAdd(Vector256.Load(scales + Lanes) * unit.Scale, Vector256.ConvertToSingle(b), right);
            weights += Int8Layout.ScaleBytes;
        }

        left.Store(call->Y + column);
        right.Store(call->Y + column + Lanes);
    }
}
