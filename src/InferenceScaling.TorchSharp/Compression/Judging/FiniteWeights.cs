using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Looks for what is no number in a decoder's weights, so that damage is found where it is and not in what is made of it.</summary>
internal static class FiniteWeights
{
    private const int Elements = 1 << 20;

    /// <summary>Reads every weight once, a few megabytes at a time.</summary>
    /// <exception cref="CompressionException">One is infinite or NaN.</exception>
    public static void Check(CompressedDecoder decoder, CancellationToken cancellationToken)
    {
        foreach (var weight in DecoderWeightList.Of(decoder.Config))
        {
            var width = weight.Shape.Length == 2 ? weight.Shape[1] : 1;
            var rows = weight.ElementCount / width;
            var step = Math.Min(rows, Math.Max(1, Elements / width));
            var buffer = new float[step * width];
            for (var row = 0L; row < rows; row += step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var values = buffer.AsSpan(0, checked((int)(Math.Min(step, rows - row) * width)));
                decoder.Weights.Read(weight.Name, row * width, values);
                for (var index = 0; index < values.Length; index++)
                {
                    if (!float.IsFinite(values[index]))
                        throw new CompressionException($"'{weight.Name}' has {values[index]} in row {row + (index / width)}, column {index % width}; expected finite numbers. The file it comes from is damaged, or what made it overflowed: make it again.");
                }
            }
        }
    }
}
