using System.Numerics;
using System.Numerics.Tensors;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>Draws a token from a row of logits without sorting and without allocating: repetition penalty, temperature, top-k, top-p, min-p, then the inverse of the distribution function in id order.</summary>
/// <remarks>
/// Order and meaning are those of Hugging Face transformers' logits processors, in double precision. The set that top-k and top-p keep is found by
/// radix selection on the bits of the values, which is linear in the vocabulary. Tokens tied at an edge are kept together, so the result does not depend on an order.
/// One uniform number a token, and no state but scratch memory: the result depends on the row, the options and the number only. Not thread-safe: it owns its scratch memory.
/// </remarks>
public sealed class Sampler
{
    private double[] _weights = [];
    private double[] _scratch = [];
    private float[] _masked = [];

    /// <summary>Draws a token.</summary>
    /// <param name="logits">A row of finite logits, or −∞ for tokens that cannot come.</param>
    /// <param name="vocabulary">Ids from here on are padding of the embedding matrix and are never drawn.</param>
    /// <param name="previous">Distinct ids that already appeared, for the repetition penalty; in range.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <exception cref="ArithmeticException">The logits hold NaN or +∞, or no token can come.</exception>
    public SampledToken Sample(ReadOnlySpan<float> logits, int vocabulary, ReadOnlySpan<int> previous, SamplingOptions options, double uniform) =>
        Sample(logits, vocabulary, previous, options, uniform, []);

    /// <summary>Draws one of some tokens.</summary>
    /// <param name="logits">A row of finite logits, or −∞ for tokens that cannot come.</param>
    /// <param name="vocabulary">Ids from here on are padding of the embedding matrix and are never drawn.</param>
    /// <param name="previous">Distinct ids that already appeared, for the repetition penalty; in range.</param>
    /// <param name="options">How to draw. Top-k, top-p and min-p choose among the allowed tokens.</param>
    /// <param name="uniform">A uniform number in [0, 1).</param>
    /// <param name="allowed">A bit for each token that may come, 64 a word, the lowest first; empty for all.</param>
    /// <exception cref="ArithmeticException">The logits hold NaN or +∞, or no token can come.</exception>
    public SampledToken Sample(ReadOnlySpan<float> logits, int vocabulary, ReadOnlySpan<int> previous, SamplingOptions options, double uniform, ReadOnlySpan<ulong> allowed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        vocabulary = Math.Min(vocabulary, logits.Length);
        var normalizer = Normalizer(logits);
        var drawable = allowed.IsEmpty ? logits[..vocabulary] : Masked(logits[..vocabulary], allowed);
        if (_weights.Length < vocabulary)
        {
            _weights = new double[vocabulary];
            _scratch = new double[vocabulary];
        }

        if (options.Temperature == 0)
        {
            var best = ArgMax(drawable, previous, options.RepetitionPenalty);
            return new(best, (float)(logits[best] - normalizer), 0);
        }

        var weights = _weights.AsSpan(0, vocabulary);
        var scratch = _scratch.AsSpan(0, vocabulary);
        if (options is { RepetitionPenalty: 1, TopK: <= 0 })
        {
            TokenDistribution.Temper(drawable, options.Temperature, weights);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(drawable, scratch);
            TokenDistribution.Shape(scratch, previous, options, weights);
        }

        TokenDistribution.Truncate(weights, options, scratch);
        var token = TokenDistribution.Draw(weights, uniform, scratch, out var total);
        return new(token, (float)(logits[token] - normalizer), (float)Math.Log(weights[token] / total));
    }

    /// <summary>Natural-log probability of one token under the raw model.</summary>
    /// <param name="logits">A row of finite logits, or −∞ for tokens that cannot come.</param>
    /// <param name="token">The token's id.</param>
    /// <exception cref="ArithmeticException">The logits hold NaN or +∞, or no token can come.</exception>
    public static float LogProbability(ReadOnlySpan<float> logits, int token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, logits.Length);
        return (float)(logits[token] - Normalizer(logits));
    }

    private ReadOnlySpan<float> Masked(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> allowed)
    {
        if (_masked.Length < logits.Length)
            _masked = new float[logits.Length];
        var masked = _masked.AsSpan(0, logits.Length);
        masked.Fill(float.NegativeInfinity);
        for (var word = 0; word < allowed.Length; word++)
        {
            for (var bits = allowed[word]; bits != 0; bits &= bits - 1)
            {
                var id = (word * 64) + BitOperations.TrailingZeroCount(bits);
                if (id < masked.Length)
                    masked[id] = logits[id];
            }
        }

        return TensorPrimitives.Max<float>(masked) > float.NegativeInfinity
            ? masked
            : throw new ArithmeticException("The logits of all tokens that the constraint allows are −∞: no token can come. The weights are damaged, or a mask of the model excludes what the constraint needs.");
    }

    private int ArgMax(ReadOnlySpan<float> logits, ReadOnlySpan<int> previous, double penalty)
    {
        if (penalty == 1)
            return TensorPrimitives.IndexOfMax(logits);
        var scores = _scratch.AsSpan(0, logits.Length);
        TensorPrimitives.ConvertTruncating(logits, scores);
        TokenDistribution.Penalize(scores, previous, penalty);
        return TensorPrimitives.IndexOfMax<double>(scores);
    }

    private static double Normalizer(ReadOnlySpan<float> logits)
    {
        var maximum = TensorPrimitives.Max(logits);
        return float.IsFinite(maximum) ? TokenDistribution.LogSumExp(logits, maximum) : throw NotFinite(logits, maximum);
    }

    private static ArithmeticException NotFinite(ReadOnlySpan<float> logits, float maximum)
    {
        if (float.IsNegativeInfinity(maximum))
            return new($"All {logits.Length} logits are −∞: no token can come. The weights are damaged, or a mask excludes everything.");
        var id = 0;
        while (!float.IsNaN(logits[id]) && !float.IsPositiveInfinity(logits[id]))
            id++;
        return new($"The logit of token {id} is {logits[id]}; expected a finite number or −∞. The weights are damaged, or the arithmetic overflowed (try a wider number type).");
    }
}
