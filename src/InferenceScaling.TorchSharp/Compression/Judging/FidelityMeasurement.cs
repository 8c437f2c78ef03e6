using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Compares two models on windows.</summary>
internal static class FidelityMeasurement
{
    private const double Tail = 0.99;

    /// <summary>Reads the windows with both.</summary>
    public static Fidelity Compare(TextReading original, TextReading compressed, ImmutableArray<ImmutableArray<int>> windows, CancellationToken cancellationToken)
    {
        var width = original.Width;
        var divergences = new List<double>();
        var (surprise, ownSurprise, same) = (0.0, 0.0, 0);
        foreach (var window in windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var expected = original.Read(window.AsSpan());
            var found = compressed.Read(window.AsSpan());
            for (var place = 0; place < window.Length - 1; place++)
            {
                var one = (ReadOnlySpan<float>)expected.Slice(place * width, width);
                var other = (ReadOnlySpan<float>)found.Slice(place * width, width);
                divergences.Add(Divergence(one, other));
                same += TensorPrimitives.IndexOfMax(one) == TensorPrimitives.IndexOfMax(other) ? 1 : 0;
                surprise -= original.PredictsTokens ? one[window[place + 1]] : double.NaN;
                ownSurprise -= original.PredictsTokens ? other[window[place + 1]] : double.NaN;
            }
        }

        var count = divergences.Count;
        divergences.Sort();
        return new(count, Math.Exp(surprise / count), Math.Exp((ownSurprise - surprise) / count), divergences.Average(), divergences[(int)(Tail * (count - 1))], (double)same / count);
    }

    /// <summary>KL(one ‖ other) in nats, from log-probabilities.</summary>
    public static double Divergence(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        for (var token = 0; token < one.Length; token++)
        {
            // What cannot be counts nothing, even where both say −∞.
            var probability = Math.Exp(one[token]);
            if (probability != 0)
                sum += probability * ((double)one[token] - other[token]);
        }

        return sum;
    }
}
