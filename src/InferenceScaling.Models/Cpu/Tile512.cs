using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace InferenceScaling.Models.Cpu;

/// <summary>Products of a few rows with one panel of 64 columns, all sums in registers: 512-bit vectors, also where the runtime would rather have narrower ones.</summary>
/// <typeparam name="TPanel">How the panel lies in memory.</typeparam>
/// <remarks>Each output is one chain of multiply-adds over k = 0, 1, …, whatever the number of rows, so a row's bits do not depend on its neighbours.</remarks>
internal static unsafe class Tile512<TPanel>
    where TPanel : struct, IPanelFormat
{
    /// <summary>y[r, 0…63] = Σₖ x[r, k] · panel[k, 0…63].</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="x">[rows, width].</param>
    /// <param name="width">Length of the sums.</param>
    /// <param name="panel">[width, 64].</param>
    /// <param name="runs">Which inputs share scales, up to the last input.</param>
    /// <param name="scales">The panel's scales, [groups, <see cref="IPanelFormat.GroupLength"/>].</param>
    /// <param name="y">Rows of at least 64 numbers.</param>
    /// <param name="stride">From one row of y to the next.</param>
    public static void Multiply(int rows, float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        var row = 0;
        for (; row + 6 <= rows; row += 6)
            Rows6(x + ((long)row * width), width, panel, runs, scales, y + ((long)row * stride), stride);
        for (; row + 2 <= rows; row += 2)
            Rows2(x + ((long)row * width), width, panel, runs, scales, y + ((long)row * stride), stride);
        if (row < rows)
            Rows1(x + ((long)row * width), width, panel, runs, scales, y + ((long)row * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows6(float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        Vector512<float> a40 = default, a41 = default, a42 = default, a43 = default;
        Vector512<float> a50 = default, a51 = default, a52 = default, a53 = default;
        var x1 = x + (1L * width);
        var x2 = x + (2L * width);
        var x3 = x + (3L * width);
        var x4 = x + (4L * width);
        var x5 = x + (5L * width);
        for (var k = 0; k < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; k < end; k++, panel += TPanel.LineBytes)
            {
                var w0 = TPanel.Wide(panel, group, 0);
                var w1 = TPanel.Wide(panel, group, 1);
                var w2 = TPanel.Wide(panel, group, 2);
                var w3 = TPanel.Wide(panel, group, 3);
                var v0 = Broadcast(x + k);
                a00 = Avx512F.FusedMultiplyAdd(v0, w0, a00);
                a01 = Avx512F.FusedMultiplyAdd(v0, w1, a01);
                a02 = Avx512F.FusedMultiplyAdd(v0, w2, a02);
                a03 = Avx512F.FusedMultiplyAdd(v0, w3, a03);
                var v1 = Broadcast(x1 + k);
                a10 = Avx512F.FusedMultiplyAdd(v1, w0, a10);
                a11 = Avx512F.FusedMultiplyAdd(v1, w1, a11);
                a12 = Avx512F.FusedMultiplyAdd(v1, w2, a12);
                a13 = Avx512F.FusedMultiplyAdd(v1, w3, a13);
                var v2 = Broadcast(x2 + k);
                a20 = Avx512F.FusedMultiplyAdd(v2, w0, a20);
                a21 = Avx512F.FusedMultiplyAdd(v2, w1, a21);
                a22 = Avx512F.FusedMultiplyAdd(v2, w2, a22);
                a23 = Avx512F.FusedMultiplyAdd(v2, w3, a23);
                var v3 = Broadcast(x3 + k);
                a30 = Avx512F.FusedMultiplyAdd(v3, w0, a30);
                a31 = Avx512F.FusedMultiplyAdd(v3, w1, a31);
                a32 = Avx512F.FusedMultiplyAdd(v3, w2, a32);
                a33 = Avx512F.FusedMultiplyAdd(v3, w3, a33);
                var v4 = Broadcast(x4 + k);
                a40 = Avx512F.FusedMultiplyAdd(v4, w0, a40);
                a41 = Avx512F.FusedMultiplyAdd(v4, w1, a41);
                a42 = Avx512F.FusedMultiplyAdd(v4, w2, a42);
                a43 = Avx512F.FusedMultiplyAdd(v4, w3, a43);
                var v5 = Broadcast(x5 + k);
                a50 = Avx512F.FusedMultiplyAdd(v5, w0, a50);
                a51 = Avx512F.FusedMultiplyAdd(v5, w1, a51);
                a52 = Avx512F.FusedMultiplyAdd(v5, w2, a52);
                a53 = Avx512F.FusedMultiplyAdd(v5, w3, a53);
            }
        }

        Store(y, a00, a01, a02, a03);
        Store(y + (1L * stride), a10, a11, a12, a13);
        Store(y + (2L * stride), a20, a21, a22, a23);
        Store(y + (3L * stride), a30, a31, a32, a33);
        Store(y + (4L * stride), a40, a41, a42, a43);
        Store(y + (5L * stride), a50, a51, a52, a53);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        var x1 = x + (1L * width);
        for (var k = 0; k < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; k < end; k++, panel += TPanel.LineBytes)
            {
                var w0 = TPanel.Wide(panel, group, 0);
                var w1 = TPanel.Wide(panel, group, 1);
                var w2 = TPanel.Wide(panel, group, 2);
                var w3 = TPanel.Wide(panel, group, 3);
                var v0 = Broadcast(x + k);
                a00 = Avx512F.FusedMultiplyAdd(v0, w0, a00);
                a01 = Avx512F.FusedMultiplyAdd(v0, w1, a01);
                a02 = Avx512F.FusedMultiplyAdd(v0, w2, a02);
                a03 = Avx512F.FusedMultiplyAdd(v0, w3, a03);
                var v1 = Broadcast(x1 + k);
                a10 = Avx512F.FusedMultiplyAdd(v1, w0, a10);
                a11 = Avx512F.FusedMultiplyAdd(v1, w1, a11);
                a12 = Avx512F.FusedMultiplyAdd(v1, w2, a12);
                a13 = Avx512F.FusedMultiplyAdd(v1, w3, a13);
            }
        }

        Store(y, a00, a01, a02, a03);
        Store(y + (1L * stride), a10, a11, a12, a13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y)
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        for (var k = 0; k < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; k < end; k++, panel += TPanel.LineBytes)
            {
                var w0 = TPanel.Wide(panel, group, 0);
                var w1 = TPanel.Wide(panel, group, 1);
                var w2 = TPanel.Wide(panel, group, 2);
                var w3 = TPanel.Wide(panel, group, 3);
                var v0 = Broadcast(x + k);
                a00 = Avx512F.FusedMultiplyAdd(v0, w0, a00);
                a01 = Avx512F.FusedMultiplyAdd(v0, w1, a01);
                a02 = Avx512F.FusedMultiplyAdd(v0, w2, a02);
                a03 = Avx512F.FusedMultiplyAdd(v0, w3, a03);
            }
        }

        Store(y, a00, a01, a02, a03);
    }

    private static void Store(float* y, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Avx512F.Store(y, a);
        Avx512F.Store(y + 16, b);
        Avx512F.Store(y + 32, c);
        Avx512F.Store(y + 48, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Broadcast(float* value) => Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(*value));
}
