using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary>Six rows by a quarter of a panel, two by half of it, or one by all of it at a time: 256-bit vectors, or pairs of 128 bits.</summary>
internal readonly unsafe struct Tile256 : IPanelTile
{
    /// <summary>Which 16 of 32 columns: a constant, because a panel's format may keep them apart in registers only.</summary>
    private interface IQuarter
    {
        static abstract int Part { get; }
    }

    public static int Calls(int rows) => (rows / 6 * 4) + (rows % 6 / 2 * 2) + (rows % 2);

    public static int Inputs(int calls) => 64;

    public static void Add<TPanel>(int rows, float* x, float* y, PanelBlock* block)
        where TPanel : struct, IPanelFormat
    {
        const int HalfWidth = WeightMatrix.PanelWidth / 2;
        for (; rows >= 6; rows -= 6, x += 6 * block->Width, y += 6 * block->Stride)
        {
            Rows6<TPanel, FirstQuarter>(x, y, block->Panel, block->Scales, block);
            Rows6<TPanel, SecondQuarter>(x, y, block->Panel, block->Scales, block);
            Rows6<TPanel, FirstQuarter>(x, y + HalfWidth, block->Panel + (TPanel.LineBytes / 2), block->Scales + HalfWidth, block);
            Rows6<TPanel, SecondQuarter>(x, y + HalfWidth, block->Panel + (TPanel.LineBytes / 2), block->Scales + HalfWidth, block);
        }

        for (; rows >= 2; rows -= 2, x += 2 * block->Width, y += 2 * block->Stride)
        {
            Rows2<TPanel>(x, y, block->Panel, block->Scales, block);
            Rows2<TPanel>(x, y + HalfWidth, block->Panel + (TPanel.LineBytes / 2), block->Scales + HalfWidth, block);
        }

        if (rows == 1)
            Rows1<TPanel>(x, y, block->Panel, block->Scales, block);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6<TPanel, TQuarter>(float* x, float* y, byte* panel, float* scales, PanelBlock* block)
        where TPanel : struct, IPanelFormat
        where TQuarter : struct, IQuarter
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default;
        var stride = block->Stride;
        y += 8 * TQuarter.Part;
        if (block->From > 0)
        {
            (a0, b0) = (Vector256.Load(y), Vector256.Load(y + 8));
            (a1, b1) = (Vector256.Load(y + stride), Vector256.Load(y + stride + 8));
            (a2, b2) = (Vector256.Load(y + (2 * stride)), Vector256.Load(y + (2 * stride) + 8));
            (a3, b3) = (Vector256.Load(y + (3 * stride)), Vector256.Load(y + (3 * stride) + 8));
            (a4, b4) = (Vector256.Load(y + (4 * stride)), Vector256.Load(y + (4 * stride) + 8));
            (a5, b5) = (Vector256.Load(y + (5 * stride)), Vector256.Load(y + (5 * stride) + 8));
        }

        float* x1 = x + block->Width, x2 = x1 + block->Width, x3 = x2 + block->Width, x4 = x3 + block->Width, x5 = x4 + block->Width;
        var ahead = block->Ahead.Address;
        var step = block->Ahead.Step;
        var runs = block->Runs;
        for (var k = block->From; k < block->To; runs++)
        {
            var group = scales + ((nint)runs->Group * TPanel.GroupLength);
            for (var end = nint.Min(runs->End, block->To); k < end; k++, panel += TPanel.LineBytes, ahead += step)
            {
                LinesAhead.Ask(ahead);
                Vector256<float> left = TPanel.Narrow(panel, group, TQuarter.Part), right = TPanel.Narrow(panel, group, TQuarter.Part + 1);
                var v0 = Vector256.Create(x[k]);
                a0 = Vector256.MultiplyAddEstimate(v0, left, a0);
                b0 = Vector256.MultiplyAddEstimate(v0, right, b0);
                var v1 = Vector256.Create(x1[k]);
                a1 = Vector256.MultiplyAddEstimate(v1, left, a1);
                b1 = Vector256.MultiplyAddEstimate(v1, right, b1);
                var v2 = Vector256.Create(x2[k]);
                a2 = Vector256.MultiplyAddEstimate(v2, left, a2);
                b2 = Vector256.MultiplyAddEstimate(v2, right, b2);
                var v3 = Vector256.Create(x3[k]);
                a3 = Vector256.MultiplyAddEstimate(v3, left, a3);
                b3 = Vector256.MultiplyAddEstimate(v3, right, b3);
                var v4 = Vector256.Create(x4[k]);
                a4 = Vector256.MultiplyAddEstimate(v4, left, a4);
                b4 = Vector256.MultiplyAddEstimate(v4, right, b4);
                var v5 = Vector256.Create(x5[k]);
                a5 = Vector256.MultiplyAddEstimate(v5, left, a5);
                b5 = Vector256.MultiplyAddEstimate(v5, right, b5);
            }
        }

        block->Ahead.Address = ahead;
        Store(y, a0, b0);
        Store(y + stride, a1, b1);
        Store(y + (2 * stride), a2, b2);
        Store(y + (3 * stride), a3, b3);
        Store(y + (4 * stride), a4, b4);
        Store(y + (5 * stride), a5, b5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2<TPanel>(float* x, float* y, byte* panel, float* scales, PanelBlock* block)
        where TPanel : struct, IPanelFormat
    {
        float* x1 = x + block->Width, y1 = y + block->Stride;
        Vector256<float> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector256<float> a1 = default, b1 = default, c1 = default, d1 = default;
        if (block->From > 0)
        {
            (a0, b0, c0, d0) = (Vector256.Load(y), Vector256.Load(y + 8), Vector256.Load(y + 16), Vector256.Load(y + 24));
            (a1, b1, c1, d1) = (Vector256.Load(y1), Vector256.Load(y1 + 8), Vector256.Load(y1 + 16), Vector256.Load(y1 + 24));
        }

        var ahead = block->Ahead.Address;
        var step = block->Ahead.Step;
        var runs = block->Runs;
        for (var k = block->From; k < block->To; runs++)
        {
            var group = scales + ((nint)runs->Group * TPanel.GroupLength);
            for (var end = nint.Min(runs->End, block->To); k < end; k++, panel += TPanel.LineBytes, ahead += step)
            {
                for (var line = 0; line < TPanel.LineBytes / 2; line += LinesAhead.LineBytes)
                    LinesAhead.Ask(ahead + line);
                Vector256<float> v0 = Vector256.Create(x[k]), v1 = Vector256.Create(x1[k]);
                var weights = TPanel.Narrow(panel, group, 0);
                a0 = Vector256.MultiplyAddEstimate(v0, weights, a0);
                a1 = Vector256.MultiplyAddEstimate(v1, weights, a1);
                weights = TPanel.Narrow(panel, group, 1);
                b0 = Vector256.MultiplyAddEstimate(v0, weights, b0);
                b1 = Vector256.MultiplyAddEstimate(v1, weights, b1);
                weights = TPanel.Narrow(panel, group, 2);
                c0 = Vector256.MultiplyAddEstimate(v0, weights, c0);
                c1 = Vector256.MultiplyAddEstimate(v1, weights, c1);
                weights = TPanel.Narrow(panel, group, 3);
                d0 = Vector256.MultiplyAddEstimate(v0, weights, d0);
                d1 = Vector256.MultiplyAddEstimate(v1, weights, d1);
            }
        }

        block->Ahead.Address = ahead;
        Store(y, a0, b0);
        Store(y + 16, c0, d0);
        Store(y1, a1, b1);
        Store(y1 + 16, c1, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1<TPanel>(float* x, float* y, byte* panel, float* scales, PanelBlock* block)
        where TPanel : struct, IPanelFormat
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        if (block->From > 0)
        {
            (a, b, c, d) = (Vector256.Load(y), Vector256.Load(y + 8), Vector256.Load(y + 16), Vector256.Load(y + 24));
            (e, f, g, h) = (Vector256.Load(y + 32), Vector256.Load(y + 40), Vector256.Load(y + 48), Vector256.Load(y + 56));
        }

        var ahead = block->Ahead.Address;
        var step = block->Ahead.Step;
        var runs = block->Runs;
        for (var k = block->From; k < block->To; runs++)
        {
            var group = scales + ((nint)runs->Group * TPanel.GroupLength);
            for (var end = nint.Min(runs->End, block->To); k < end; k++, panel += TPanel.LineBytes, ahead += step)
            {
                for (var line = 0; line < TPanel.LineBytes; line += LinesAhead.LineBytes)
                    LinesAhead.Ask(ahead + line);
                var v = Vector256.Create(x[k]);
                a = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 0), a);
                b = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 1), b);
                c = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 2), c);
                d = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 3), d);
                e = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 4), e);
                f = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 5), f);
                g = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 6), g);
                h = Vector256.MultiplyAddEstimate(v, TPanel.Narrow(panel, group, 7), h);
            }
        }

        block->Ahead.Address = ahead;
        Store(y, a, b);
        Store(y + 16, c, d);
        Store(y + 32, e, f);
        Store(y + 48, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, Vector256<float> a, Vector256<float> b)
    {
        a.Store(y);
        b.Store(y + 8);
    }

    private readonly struct FirstQuarter : IQuarter
    {
        public static int Part => 0;
    }

    private readonly struct SecondQuarter : IQuarter
    {
        public static int Part => 2;
    }
}
