using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceScaling.Models.Cpu;

/// <summary><see cref="Tile512{TPanel}"/> for processors with 256-bit or 128-bit vectors: half a panel at a time, in fewer registers.</summary>
/// <typeparam name="TPanel">How the panel lies in memory.</typeparam>
internal static unsafe class Tile256<TPanel>
    where TPanel : struct, IPanelFormat
{
    /// <summary>y[r, 0…63] = Σₖ x[r, k] · panel[k, 0…63].</summary>
    public static void Multiply(int rows, float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        const int Half = WeightMatrix.PanelWidth / 2;
        for (var half = 0; half < 2; half++, y += Half, scales += Half, panel += TPanel.LineBytes / 2)
        {
            var row = 0;
            for (; row + 2 <= rows; row += 2)
                Rows2(x + ((long)row * width), width, panel, runs, scales, y + ((long)row * stride), stride);
            if (row < rows)
                Rows1(x + ((long)row * width), width, panel, runs, scales, y + ((long)row * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows2(float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y, int stride)
    {
        Vector256<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector256<float> a10 = default, a11 = default, a12 = default, a13 = default;
        var x1 = x + width;
        for (var k = 0; k < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; k < end; k++, panel += TPanel.LineBytes)
            {
                var w0 = TPanel.Narrow(panel, group, 0);
                var w1 = TPanel.Narrow(panel, group, 1);
                var w2 = TPanel.Narrow(panel, group, 2);
                var w3 = TPanel.Narrow(panel, group, 3);
                var v0 = Vector256.Create(x[k]);
                a00 = Vector256.MultiplyAddEstimate(v0, w0, a00);
                a01 = Vector256.MultiplyAddEstimate(v0, w1, a01);
                a02 = Vector256.MultiplyAddEstimate(v0, w2, a02);
                a03 = Vector256.MultiplyAddEstimate(v0, w3, a03);
                var v1 = Vector256.Create(x1[k]);
                a10 = Vector256.MultiplyAddEstimate(v1, w0, a10);
                a11 = Vector256.MultiplyAddEstimate(v1, w1, a11);
                a12 = Vector256.MultiplyAddEstimate(v1, w2, a12);
                a13 = Vector256.MultiplyAddEstimate(v1, w3, a13);
            }
        }

        Store(y, a00, a01, a02, a03);
        Store(y + stride, a10, a11, a12, a13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows1(float* x, int width, byte* panel, PanelRun* runs, float* scales, float* y)
    {
        Vector256<float> a00 = default, a01 = default, a02 = default, a03 = default;
        for (var k = 0; k < width; runs++)
        {
            var group = scales + ((long)runs->Group * TPanel.GroupLength);
            for (var end = runs->End; k < end; k++, panel += TPanel.LineBytes)
            {
                var w0 = TPanel.Narrow(panel, group, 0);
                var w1 = TPanel.Narrow(panel, group, 1);
                var w2 = TPanel.Narrow(panel, group, 2);
                var w3 = TPanel.Narrow(panel, group, 3);
                var v0 = Vector256.Create(x[k]);
                a00 = Vector256.MultiplyAddEstimate(v0, w0, a00);
                a01 = Vector256.MultiplyAddEstimate(v0, w1, a01);
                a02 = Vector256.MultiplyAddEstimate(v0, w2, a02);
                a03 = Vector256.MultiplyAddEstimate(v0, w3, a03);
            }
        }

        Store(y, a00, a01, a02, a03);
    }

    private static void Store(float* y, Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        a.Store(y);
        b.Store(y + 8);
        c.Store(y + 16);
        d.Store(y + 24);
    }
}
