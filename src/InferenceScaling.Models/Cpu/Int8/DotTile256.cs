using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>An instruction that multiplies unsigned by signed bytes and adds four products to each sum: six rows by two vectors of 256 bits at a time, because a sum takes up to five cycles before it can be added to again.</summary>
/// <typeparam name="TDots">The instruction.</typeparam>
internal sealed unsafe class DotTile256<TDots> : GroupwiseTile
    where TDots : struct, IDotProduct<Vector256<int>, Vector256<byte>, Vector256<sbyte>>
{
    private const int Stride = Int8Layout.WidestGroup;

    public override string Name => TDots.Name;

    protected override int BlockRows => 6;

    protected override int LaidStride => Stride;

    protected override void Lay(sbyte* x, int length, byte* laid) => new ReadOnlySpan<byte>(x, length).CopyTo(new Span<byte>(laid, Stride));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddRow(Int8TileCall* part, byte* x, LinesAhead* ahead)
    {
        var weights = part->Panel;
        var next = ahead->Address;
        var step = ahead->Step;
        for (Int8Unit* unit = part->Units, last = unit + part->Groups; unit < last; unit++, weights += Int8Layout.ScaleBytes)
        {
            Vector256<int> a = Vector256.Create(unit->Correction), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
            for (var end = x + (part->Quads * Int8Layout.Quad); x < end; x += Int8Layout.Quad, weights += Int8Layout.QuadBytes, next += step)
            {
                AskForQuad(next);
                var v = Quad(x);
                a = TDots.Add(a, Vector256.Load(weights), v);
                b = TDots.Add(b, Vector256.Load(weights + 32), v);
                c = TDots.Add(c, Vector256.Load(weights + 64), v);
                d = TDots.Add(d, Vector256.Load(weights + 96), v);
                e = TDots.Add(e, Vector256.Load(weights + 128), v);
                f = TDots.Add(f, Vector256.Load(weights + 160), v);
                g = TDots.Add(g, Vector256.Load(weights + 192), v);
                h = TDots.Add(h, Vector256.Load(weights + 224), v);
            }

            var scales = (float*)weights;
            AddResults(part->Y, scales, unit->Scale, a, b);
            AddResults(part->Y + 16, scales + 16, unit->Scale, c, d);
            AddResults(part->Y + 32, scales + 32, unit->Scale, e, f);
            AddResults(part->Y + 48, scales + 48, unit->Scale, g, h);
        }

        ahead->Address = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddBlock(Int8TileCall* part, byte* x, int column, LinesAhead* ahead)
    {
        var weights = part->Panel + (column * Int8Layout.Quad);
        Int8Unit* u0 = part->Units, u1 = Below(u0, part), u2 = Below(u1, part), u3 = Below(u2, part), u4 = Below(u3, part), u5 = Below(u4, part);
        float* y0 = part->Y + column, y1 = Below(y0, part), y2 = Below(y1, part), y3 = Below(y2, part), y4 = Below(y3, part), y5 = Below(y4, part);
        var next = ahead->Address;
        var step = ahead->Step;
        for (var last = u0 + part->Groups; u0 < last; u0++, u1++, u2++, u3++, u4++, u5++, weights += Int8Layout.ScaleBytes)
        {
            Vector256<int> a0 = Vector256.Create(u0->Correction), a1 = Vector256.Create(u1->Correction), a2 = Vector256.Create(u2->Correction);
            Vector256<int> a3 = Vector256.Create(u3->Correction), a4 = Vector256.Create(u4->Correction), a5 = Vector256.Create(u5->Correction);
            Vector256<int> b0 = a0, b1 = a1, b2 = a2, b3 = a3, b4 = a4, b5 = a5;
            for (var end = x + (part->Quads * Int8Layout.Quad); x < end; x += Int8Layout.Quad, weights += Int8Layout.QuadBytes, next += step)
            {
                LinesAhead.Ask(next);
                Vector256<byte> l = Vector256.Load(weights), r = Vector256.Load(weights + 32);
                var v = Quad(x);
                a0 = TDots.Add(a0, l, v);
                b0 = TDots.Add(b0, r, v);
                v = Quad(x + Stride);
                a1 = TDots.Add(a1, l, v);
                b1 = TDots.Add(b1, r, v);
                v = Quad(x + (2 * Stride));
                a2 = TDots.Add(a2, l, v);
                b2 = TDots.Add(b2, r, v);
                v = Quad(x + (3 * Stride));
                a3 = TDots.Add(a3, l, v);
                b3 = TDots.Add(b3, r, v);
                v = Quad(x + (4 * Stride));
                a4 = TDots.Add(a4, l, v);
                b4 = TDots.Add(b4, r, v);
                v = Quad(x + (5 * Stride));
                a5 = TDots.Add(a5, l, v);
                b5 = TDots.Add(b5, r, v);
            }

            var scales = (float*)weights;
            AddResults(y0, scales, u0->Scale, a0, b0);
            AddResults(y1, scales, u1->Scale, a1, b1);
            AddResults(y2, scales, u2->Scale, a2, b2);
            AddResults(y3, scales, u3->Scale, a3, b3);
            AddResults(y4, scales, u4->Scale, a4, b4);
            AddResults(y5, scales, u5->Scale, a5, b5);
        }

        ahead->Address = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Quad(byte* x) => Vector256.Create(*(int*)x).AsSByte();
}
