using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>What is known of the activations a matrix reads, after scales were folded.</summary>
/// <param name="Largest">max |x| of each input.</param>
/// <param name="Means">Mean |x| of each input.</param>
/// <param name="Hessian">Null where it was not asked for.</param>
internal sealed record MatrixInputs(float[] Largest, float[] Means, Hessian? Hessian)
{
    public static MatrixInputs Of(ActivationStatistics statistics) => new(statistics.Largest.ToArray(), statistics.MeanMagnitudes(), statistics.Hessian);

    /// <summary>The same inputs divided by scales.</summary>
    public MatrixInputs Over(float[] scales)
    {
        if (Hessian is null)
            return new(Divide(Largest), Divide(Means), null);
        var size = Hessian.Size;
        var values = new double[Hessian.Values.Length];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
                values[(row * size) + column] = Hessian.Values[(row * size) + column] / ((double)scales[row] * scales[column]);
        }

        return new(Divide(Largest), Divide(Means), new(size, values));

        float[] Divide(float[] numbers) => [.. numbers.Zip(scales, static (number, scale) => number / scale)];
    }
}
