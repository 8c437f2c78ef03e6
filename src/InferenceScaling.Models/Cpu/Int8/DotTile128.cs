using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>An instruction that multiplies signed bytes and adds four products to each sum: four rows by four vectors of 128 bits at a time, of the 32 that such processors have. Flipping a bit takes the 128 off the weights.</summary>
/// <typeparam name="TDots">The instruction.</typeparam>
internal sealed unsafe class DotTile128<TDots> : GroupwiseTile
    where TDots : struct, IDotProduct<Vector128<int>, Vector128<sbyte>, Vector128<sbyte>>
{
    private const int Stride = Int8Layout.WidestGroup;

    public override string Name => TDots.Name;

    protected override int BlockRows => 4;

    protected override int LaidStride => Stride;

    protected override void Lay(sbyte* x, int length, byte* laid) => new ReadOnlySpan<byte>(x, length).CopyTo(new Span<byte>(laid, Stride));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddRow(Int8TileCall* part, byte* x, LinesAhead* ahead)
    {
        var weights = part->Panel;
        for (Int8Unit* unit = part->Units, last = unit + part->Groups; unit < last; unit++, weights += Int8Layout.ScaleBytes)
        {
            Vector128<int> a0 = default, b0 = default, c0 = default, d0 = default;
            Vector128<int> a1 = default, b1 = default, c1 = default, d1 = default;
            Vector128<int> a2 = default, b2 = default, c2 = default, d2 = default;
            Vector128<int> a3 = default, b3 = default, c3 = default, d3 = default;
            for (var end = x + (part->Quads * Int8Layout.Quad); x < end; x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                var v = Quad(x);
                a0 = TDots.Add(a0, Weights(weights), v);
                b0 = TDots.Add(b0, Weights(weights + 16), v);
                c0 = TDots.Add(c0, Weights(weights + 32), v);
                d0 = TDots.Add(d0, Weights(weights + 48), v);
                a1 = TDots.Add(a1, Weights(weights + 64), v);
                b1 = TDots.Add(b1, Weights(weights + 80), v);
                c1 = TDots.Add(c1, Weights(weights + 96), v);
                d1 = TDots.Add(d1, Weights(weights + 112), v);
                a2 = TDots.Add(a2, Weights(weights + 128), v);
                b2 = TDots.Add(b2, Weights(weights + 144), v);
                c2 = TDots.Add(c2, Weights(weights + 160), v);
                d2 = TDots.Add(d2, Weights(weights + 176), v);
                a3 = TDots.Add(a3, Weights(weights + 192), v);
                b3 = TDots.Add(b3, Weights(weights + 208), v);
                c3 = TDots.Add(c3, Weights(weights + 224), v);
                d3 = TDots.Add(d3, Weights(weights + 240), v);
            }

            var scales = (float*)weights;
            AddResults(part->Y, scales, unit->Scale, a0, b0, c0, d0);
            AddResults(part->Y + 16, scales + 16, unit->Scale, a1, b1, c1, d1);
            AddResults(part->Y + 32, scales + 32, unit->Scale, a2, b2, c2, d2);
            AddResults(part->Y + 48, scales + 48, unit->Scale, a3, b3, c3, d3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddBlock(Int8TileCall* part, byte* x, int column, LinesAhead* ahead)
    {
        var weights = part->Panel + (column * Int8Layout.Quad);
        Int8Unit* u0 = part->Units, u1 = Below(u0, part), u2 = Below(u1, part), u3 = Below(u2, part);
        float* y0 = part->Y + column, y1 = Below(y0, part), y2 = Below(y1, part), y3 = Below(y2, part);
        for (var last = u0 + part->Groups; u0 < last; u0++, u1++, u2++, u3++, weights += Int8Layout.ScaleBytes)
        {
            Vector128<int> a0 = default, b0 = default, c0 = default, d0 = default;
            Vector128<int> a1 = default, b1 = default, c1 = default, d1 = default;
            Vector128<int> a2 = default, b2 = default, c2 = default, d2 = default;
            Vector128<int> a3 = default, b3 = default, c3 = default, d3 = default;
            for (var end = x + (part->Quads * Int8Layout.Quad); x < end; x += Int8Layout.Quad, weights += Int8Layout.QuadBytes)
            {
                Vector128<sbyte> a = Weights(weights), b = Weights(weights + 16), c = Weights(weights + 32), d = Weights(weights + 48);
                var v = Quad(x);
                a0 = TDots.Add(a0, a, v);
                b0 = TDots.Add(b0, b, v);
                c0 = TDots.Add(c0, c, v);
                d0 = TDots.Add(d0, d, v);
                v = Quad(x + Stride);
                a1 = TDots.Add(a1, a, v);
                b1 = TDots.Add(b1, b, v);
                c1 = TDots.Add(c1, c, v);
                d1 = TDots.Add(d1, d, v);
                v = Quad(x + (2 * Stride));
                a2 = TDots.Add(a2, a, v);
                b2 = TDots.Add(b2, b, v);
                c2 = TDots.Add(c2, c, v);
                d2 = TDots.Add(d2, d, v);
                v = Quad(x + (3 * Stride));
                a3 = TDots.Add(a3, a, v);
                b3 = TDots.Add(b3, b, v);
                c3 = TDots.Add(c3, c, v);
                d3 = TDots.Add(d3, d, v);
            }

            var scales = (float*)weights;
            AddResults(y0, scales, u0->Scale, a0, b0, c0, d0);
            AddResults(y1, scales, u1->Scale, a1, b1, c1, d1);
            AddResults(y2, scales, u2->Scale, a2, b2, c2, d2);
            AddResults(y3, scales, u3->Scale, a3, b3, c3, d3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Quad(byte* x) => Vector128.Create(*(int*)x).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Weights(byte* weights) => (Vector128.Load(weights) ^ Vector128.Create((byte)0x80)).AsSByte();
}
