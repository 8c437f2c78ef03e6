using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>Up to six rows by a whole panel at a time: 512-bit vectors, also where the runtime would rather have narrower ones.</summary>
internal readonly unsafe struct Tile512 : IPanelTile
{
    private const int MostRows = 6;

    /// <summary>How many rows: a constant, so that sums of those there are not vanish.</summary>
    private interface IRowCount
    {
        static abstract int Rows { get; }
    }

    public static int Calls(int rows) => (rows + MostRows - 1) / MostRows;

    public static int Inputs(int calls) => calls switch
    {
        1 => int.MaxValue,
        2 => 64,
        _ => 256,
    };

    public static void Add<TPanel>(int rows, float* x, float* y, PanelBlock* block)
        where TPanel : struct, IPanelFormat
    {
        // A single block goes as fast as its weights come: the processor reads on by itself, and to ask for others would keep them waiting.
        var calls = Calls(rows);
        if (calls == 1)
            block->Ahead = new(block->Panel, bytes: 0, steps: 1);

        // Evenly: a block of few rows loads, or widens, as many weights as one of six.
        for (; calls > 0; calls--)
        {
            var count = (rows + calls - 1) / calls;
            switch (count)
            {
                case 1: Add<TPanel, One>(x, y, block); break;
                case 2: Add<TPanel, Two>(x, y, block); break;
                case 3: Add<TPanel, Three>(x, y, block); break;
                case 4: Add<TPanel, Four>(x, y, block); break;
                case 5: Add<TPanel, Five>(x, y, block); break;
                default: Add<TPanel, Six>(x, y, block); break;
            }

            rows -= count;
            x += count * block->Width;
            y += count * block->Stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TPanel, TRows>(float* x, float* y, PanelBlock* block)
        where TPanel : struct, IPanelFormat
        where TRows : struct, IRowCount
    {
        Vector512<float> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector512<float> a1 = default, b1 = default, c1 = default, d1 = default;
        Vector512<float> a2 = default, b2 = default, c2 = default, d2 = default;
        Vector512<float> a3 = default, b3 = default, c3 = default, d3 = default;
        Vector512<float> a4 = default, b4 = default, c4 = default, d4 = default;
        Vector512<float> a5 = default, b5 = default, c5 = default, d5 = default;
        var stride = block->Stride;
        if (block->From > 0)
        {
            Load(y, out a0, out b0, out c0, out d0);
            if (TRows.Rows > 1)
                Load(y + stride, out a1, out b1, out c1, out d1);
            if (TRows.Rows > 2)
                Load(y + (2 * stride), out a2, out b2, out c2, out d2);
            if (TRows.Rows > 3)
                Load(y + (3 * stride), out a3, out b3, out c3, out d3);
            if (TRows.Rows > 4)
                Load(y + (4 * stride), out a4, out b4, out c4, out d4);
            if (TRows.Rows > 5)
                Load(y + (5 * stride), out a5, out b5, out c5, out d5);
        }

        float* x1 = x + block->Width, x2 = x1 + block->Width, x3 = x2 + block->Width, x4 = x3 + block->Width, x5 = x4 + block->Width;
        var panel = block->Panel;
        var ahead = block->Ahead.Address;
        var step = block->Ahead.Step;
        var runs = block->Runs;
        for (var k = block->From; k < block->To; runs++)
        {
            var group = block->Scales + ((nint)runs->Group * TPanel.GroupLength);
            for (var end = nint.Min(runs->End, block->To); k < end; k++, panel += TPanel.LineBytes, ahead += step)
            {
                LinesAhead.Ask(ahead);
                if (TPanel.LineBytes > 2 * LinesAhead.LineBytes)
                    LinesAhead.Ask(ahead + LinesAhead.LineBytes);
                var a = TPanel.Wide(panel, group, 0);
                var b = TPanel.Wide(panel, group, 1);
                var c = TPanel.Wide(panel, group, 2);
                var d = TPanel.Wide(panel, group, 3);
                var v0 = Broadcast(x + k);
                a0 = Avx512F.FusedMultiplyAdd(v0, a, a0);
                b0 = Avx512F.FusedMultiplyAdd(v0, b, b0);
                c0 = Avx512F.FusedMultiplyAdd(v0, c, c0);
                d0 = Avx512F.FusedMultiplyAdd(v0, d, d0);

                if (TRows.Rows > 1)
                {
                    var v1 = Broadcast(x1 + k);
                    a1 = Avx512F.FusedMultiplyAdd(v1, a, a1);
                    b1 = Avx512F.FusedMultiplyAdd(v1, b, b1);
                    c1 = Avx512F.FusedMultiplyAdd(v1, c, c1);
                    d1 = Avx512F.FusedMultiplyAdd(v1, d, d1);
                }

                if (TRows.Rows > 2)
                {
                    var v2 = Broadcast(x2 + k);
                    a2 = Avx512F.FusedMultiplyAdd(v2, a, a2);
                    b2 = Avx512F.FusedMultiplyAdd(v2, b, b2);
                    c2 = Avx512F.FusedMultiplyAdd(v2, c, c2);
                    d2 = Avx512F.FusedMultiplyAdd(v2, d, d2);
                }

                if (TRows.Rows > 3)
                {
                    var v3 = Broadcast(x3 + k);
                    a3 = Avx512F.FusedMultiplyAdd(v3, a, a3);
                    b3 = Avx512F.FusedMultiplyAdd(v3, b, b3);
                    c3 = Avx512F.FusedMultiplyAdd(v3, c, c3);
                    d3 = Avx512F.FusedMultiplyAdd(v3, d, d3);
                }

                if (TRows.Rows > 4)
                {
                    var v4 = Broadcast(x4 + k);
                    a4 = Avx512F.FusedMultiplyAdd(v4, a, a4);
                    b4 = Avx512F.FusedMultiplyAdd(v4, b, b4);
                    c4 = Avx512F.FusedMultiplyAdd(v4, c, c4);
                    d4 = Avx512F.FusedMultiplyAdd(v4, d, d4);
                }

                if (TRows.Rows > 5)
                {
                    var v5 = Broadcast(x5 + k);
                    a5 = Avx512F.FusedMultiplyAdd(v5, a, a5);
                    b5 = Avx512F.FusedMultiplyAdd(v5, b, b5);
                    c5 = Avx512F.FusedMultiplyAdd(v5, c, c5);
                    d5 = Avx512F.FusedMultiplyAdd(v5, d, d5);
                }
            }
        }

        block->Ahead.Address = ahead;
        Store(y, a0, b0, c0, d0);
        if (TRows.Rows > 1)
            Store(y + stride, a1, b1, c1, d1);
        if (TRows.Rows > 2)
            Store(y + (2 * stride), a2, b2, c2, d2);
        if (TRows.Rows > 3)
            Store(y + (3 * stride), a3, b3, c3, d3);
        if (TRows.Rows > 4)
            Store(y + (4 * stride), a4, b4, c4, d4);
        if (TRows.Rows > 5)
            Store(y + (5 * stride), a5, b5, c5, d5);
    }

    // A call would send all sums through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(float* y, out Vector512<float> a, out Vector512<float> b, out Vector512<float> c, out Vector512<float> d)
    {
        a = Avx512F.LoadVector512(y);
        b = Avx512F.LoadVector512(y + 16);
        c = Avx512F.LoadVector512(y + 32);
        d = Avx512F.LoadVector512(y + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Avx512F.Store(y, a);
        Avx512F.Store(y + 16, b);
        Avx512F.Store(y + 32, c);
        Avx512F.Store(y + 48, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Broadcast(float* value) => Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(*value));

    private readonly struct One : IRowCount
    {
        public static int Rows => 1;
    }

    private readonly struct Two : IRowCount
    {
        public static int Rows => 2;
    }

    private readonly struct Three : IRowCount
    {
        public static int Rows => 3;
    }

    private readonly struct Four : IRowCount
    {
        public static int Rows => 4;
    }

    private readonly struct Five : IRowCount
    {
        public static int Rows => 5;
    }

    private readonly struct Six : IRowCount
    {
        public static int Rows => 6;
    }
}
