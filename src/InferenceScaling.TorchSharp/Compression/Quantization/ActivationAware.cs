using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Scales up the weights of active inputs before rounding, so that they lose less: Lin et al., "AWQ: activation-aware weight quantization" (2024).</summary>
/// <remarks>As in SmoothQuant, the scales are folded into what makes the inputs: see <see cref="ScaleFold"/>.</remarks>
internal static class ActivationAware
{
    private const int Ratios = 20;
    private const double Floor = 1e-4;

    /// <summary>x_j^r, at least 10⁻⁴, divided by the geometric mean of the largest and the least.</summary>
    /// <param name="meanMagnitude">mean|X_j| of every input over the calibration tokens.</param>
    /// <param name="ratio">r, 0 to 1; 0 gives ones.</param>
    /// <exception cref="ArgumentException">A magnitude is negative or not finite.</exception>
    public static float[] Scales(ReadOnlySpan<float> meanMagnitude, double ratio)
    {
        var powers = new double[meanMagnitude.Length];
        for (var input = 0; input < powers.Length; input++)
        {
            if (!float.IsFinite(meanMagnitude[input]) || meanMagnitude[input] < 0)
                throw new ArgumentException($"The mean magnitude of input {input} is {meanMagnitude[input]}; expected a finite number, at least 0. Look for activations that overflow.", nameof(meanMagnitude));
            powers[input] = Math.Max(Math.Pow(meanMagnitude[input], ratio), Floor);
        }

        var middle = powers.Length == 0 ? 1 : Math.Sqrt(powers.Max()) * Math.Sqrt(powers.Min());
        return Array.ConvertAll(powers, power => (float)(power / middle));
    }

    /// <summary>Tries the ratios 0, 1/20 … 19/20 and keeps the one of least loss, the smaller of equals. Since 0 is among them, the loss is never above that of rounding as it is.</summary>
    /// <param name="meanMagnitude">mean|X_j| of every input over the calibration tokens.</param>
    /// <param name="loss">What is lost with scales: <see cref="LinearLoss"/>, or the error of a whole block.</param>
    /// <param name="cancellationToken">Heard once a ratio.</param>
    /// <exception cref="ArgumentException">A magnitude is negative or not finite, or the loss of ratio 0 is NaN.</exception>
    public static ActivationAwareResult Search(ReadOnlySpan<float> meanMagnitude, Func<float[], double> loss, CancellationToken cancellationToken = default)
    {
        ActivationAwareResult? best = null;
        for (var step = 0; step < Ratios; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ratio = step / (double)Ratios;
            var scales = Scales(meanMagnitude, ratio);
            var found = loss(scales);
            if (best is null && double.IsNaN(found))
                throw new ArgumentException("The loss without scales is NaN; expected a number. Look for calibration activations that overflow.", nameof(loss));
            if (best is null || found < best.Loss)
                best = new(scales, ratio, found);
        }

        return best!;
    }

    /// <summary>The loss of one linear layer: the mean over tokens and outputs of the squared change when W becomes Q(W · s) / s.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="hessian">Of its inputs.</param>
    /// <param name="format">How weights are kept.</param>
    /// <param name="fit">How a grid is chosen.</param>
    public static Func<float[], double> LinearLoss(FiniteMatrix weights, Hessian hessian, QuantizationFormat format, IGridFit fit) => scales =>
    {
        var scaled = ScaleFold.Inputs(weights, scales);
        var rounded = new float[scaled.Values.Length];
        RoundToNearest.Quantize(scaled, format, fit).Dequantize(0, rounded);
        var change = weights.Widen();
        for (var i = 0; i < change.Length; i++)
            change[i] = ((double)rounded[i] / scales[i % scales.Length]) - change[i];
        return hessian.OutputError(change) / weights.Rows;
    };
}
