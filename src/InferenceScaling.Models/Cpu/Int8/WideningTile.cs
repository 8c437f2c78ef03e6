using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX2: bytes become shorts, whose products are added in pairs. (The instruction that multiplies bytes saturates.)</summary>
internal sealed unsafe class WideningTile : Int8Tile
{
    private const int Lanes = 8;

    public override string Name => "AVX2";

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
            Vector256<int> a0 = default, a1 = default, b0 = default, b1 = default;
            for (var quad = 0; quad < call->Quads; quad++, x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Avx2.ConvertToVector256Int16(Vector128.Create(*(int*)x).AsSByte());
                a0 += Avx2.MultiplyAddAdjacent(v, Avx2.ConvertToVector256Int16(weights));
                a1 += Avx2.MultiplyAddAdjacent(v, Avx2.ConvertToVector256Int16(weights + 16));
                b0 += Avx2.MultiplyAddAdjacent(v, Avx2.ConvertToVector256Int16(weights + 32));
                b1 += Avx2.MultiplyAddAdjacent(v, Avx2.ConvertToVector256Int16(weights + 48));
            }

            var correction = Vector256.Create(unit.Correction);
            var a = Join(a0, a1) + correction;
            var b = Join(b0, b1) + correction;

            var scales = (float*)weights;
            left = Vector256.FusedMultiplyAdd(Vector256.Load(scales) * unit.Scale, Vector256.ConvertToSingle(a), left);
            right = Vector256.FusedMultiplyAdd(Vector256.Load(scales + Lanes) * unit.Scale, Vector256.ConvertToSingle(b), right);
            weights += Int8Layout.ScaleBytes;
        }

        left.Store(call->Y + column);
        right.Store(call->Y + column + Lanes);
    }

    // Two sums a column, of the even and of the odd pairs, become one.
    private static Vector256<int> Join(Vector256<int> first, Vector256<int> second) => Avx2.Permute4x64(Avx2.HorizontalAdd(first, second).AsInt64(), 0b11_01_10_00).AsInt32();
}
