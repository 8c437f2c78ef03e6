using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>AVX2: bytes become shorts, whose products are added in pairs. (The instruction that multiplies bytes saturates.) A mask and a shift widen a vector of weights for four rows: inputs 0 and 2 of each quad, then 1 and 3.</summary>
internal sealed unsafe class WideningTile : GroupwiseTile
{
    private const int Stride = Int8Layout.WidestGroup * sizeof(short);

    // A quad of activations: two pairs of shorts.
    private const int QuadBytes = Int8Layout.Quad * sizeof(short);
    private const int OddPair = QuadBytes / 2;

    public override string Name => "AVX2";

    protected override int BlockRows => 4;

    protected override int LaidStride => Stride;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Lay(sbyte* x, int length, byte* laid)
    {
        for (var end = x + length; x < end; x += Vector256<sbyte>.Count, laid += 2 * Vector256<byte>.Count)
        {
            var values = Vector256.Load(x).AsInt16();
            var (even, odd) = (((values << 8) >> 8).AsInt32(), (values >> 8).AsInt32());
            Vector256<int> low = Avx2.UnpackLow(even, odd), high = Avx2.UnpackHigh(even, odd);
            Avx2.Permute2x128(low, high, 0x20).AsByte().Store(laid);
            Avx2.Permute2x128(low, high, 0x31).AsByte().Store(laid + Vector256<byte>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void AddRow(Int8TileCall* part, byte* x, LinesAhead* ahead)
    {
        var weights = part->Panel;
        var next = ahead->Address;
        var step = ahead->Step;
        for (Int8Unit* unit = part->Units, last = unit + part->Groups; unit < last; unit++, weights += Int8Layout.ScaleBytes)
        {
            Vector256<int> a = Vector256.Create(unit->Correction), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
            for (var end = x + (part->Quads * QuadBytes); x < end; x += QuadBytes, weights += Int8Layout.QuadBytes, next += step)
            {
                AskForQuad(next);
                Vector256<short> even = Pair(x), odd = Pair(x + OddPair);
                a = AddQuad(a, weights, even, odd);
                b = AddQuad(b, weights + 32, even, odd);
                c = AddQuad(c, weights + 64, even, odd);
                d = AddQuad(d, weights + 96, even, odd);
                e = AddQuad(e, weights + 128, even, odd);
                f = AddQuad(f, weights + 160, even, odd);
                g = AddQuad(g, weights + 192, even, odd);
                h = AddQuad(h, weights + 224, even, odd);
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
        Int8Unit* u0 = part->Units, u1 = Below(u0, part), u2 = Below(u1, part), u3 = Below(u2, part);
        float* y0 = part->Y + column, y1 = Below(y0, part), y2 = Below(y1, part), y3 = Below(y2, part);
        var mask = Vector256.Create((short)0xFF);
        var next = ahead->Address;
        var step = ahead->Step;
        for (var last = u0 + part->Groups; u0 < last; u0++, u1++, u2++, u3++, weights += Int8Layout.ScaleBytes)
        {
            Vector256<int> a0 = Vector256.Create(u0->Correction), a1 = Vector256.Create(u1->Correction), a2 = Vector256.Create(u2->Correction), a3 = Vector256.Create(u3->Correction);
            Vector256<int> b0 = a0, b1 = a1, b2 = a2, b3 = a3;
            for (var end = x + (part->Quads * QuadBytes); x < end; x += QuadBytes, weights += Int8Layout.QuadBytes, next += step)
            {
                LinesAhead.Ask(next);
                Vector256<short> left = Vector256.Load(weights).AsInt16(), right = Vector256.Load(weights + 32).AsInt16();
                Vector256<short> l = left & mask, r = right & mask;
                var v = Pair(x);
                a0 += Avx2.MultiplyAddAdjacent(l, v);
                b0 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + Stride);
                a1 += Avx2.MultiplyAddAdjacent(l, v);
                b1 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + (2 * Stride));
                a2 += Avx2.MultiplyAddAdjacent(l, v);
                b2 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + (3 * Stride));
                a3 += Avx2.MultiplyAddAdjacent(l, v);
                b3 += Avx2.MultiplyAddAdjacent(r, v);
                (l, r) = (left >>> 8, right >>> 8);
                v = Pair(x + OddPair);
                a0 += Avx2.MultiplyAddAdjacent(l, v);
                b0 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + Stride + OddPair);
                a1 += Avx2.MultiplyAddAdjacent(l, v);
                b1 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + (2 * Stride) + OddPair);
                a2 += Avx2.MultiplyAddAdjacent(l, v);
                b2 += Avx2.MultiplyAddAdjacent(r, v);
                v = Pair(x + (3 * Stride) + OddPair);
                a3 += Avx2.MultiplyAddAdjacent(l, v);
                b3 += Avx2.MultiplyAddAdjacent(r, v);
            }

            var scales = (float*)weights;
            AddResults(y0, scales, u0->Scale, a0, b0);
            AddResults(y1, scales, u1->Scale, a1, b1);
            AddResults(y2, scales, u2->Scale, a2, b2);
            AddResults(y3, scales, u3->Scale, a3, b3);
        }

        ahead->Address = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(byte* x) => Vector256.Create(*(int*)x).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddQuad(Vector256<int> sums, byte* weights, Vector256<short> even, Vector256<short> odd)
    {
        var values = Vector256.Load(weights).AsInt16();
        return sums + Avx2.MultiplyAddAdjacent(values & Vector256.Create((short)0xFF), even) + Avx2.MultiplyAddAdjacent(values >>> 8, odd);
    }
}
