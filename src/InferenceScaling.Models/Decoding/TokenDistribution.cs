using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>The mathematics of sampling, as pure functions over spans in double precision: from logits to the distribution a token is drawn from.</summary>
/// <remarks>Weights are probabilities up to a factor. The largest is 1, a weight of 0 means dropped.</remarks>
public static class TokenDistribution
{
    /// <summary>Length of the blocks whose sums are skipped while drawing. Part of the meaning: it fixes the order of the additions.</summary>
    private const int Block = 512;

    private const int NarrowBlock = 64;

    // So many are sorted sooner than counted.
    private const int FewCandidates = 128;

    /// <summary>Computes the probability of every token after repetition penalty, temperature, top-k, top-p and min-p.</summary>
    /// <param name="logits">Finite, or −∞ for tokens that cannot come.</param>
    /// <param name="previous">Distinct ids that already appeared, for the repetition penalty.</param>
    /// <param name="options">What shapes the distribution. Temperature 0 puts everything on the largest logit, the lowest id on ties.</param>
    /// <param name="probabilities">As long as the logits; receives the probabilities, which add up to 1.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Compute(ReadOnlySpan<double> logits, ReadOnlySpan<int> previous, SamplingOptions options, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (probabilities.Length != logits.Length)
            throw new ArgumentException($"There are {logits.Length} logits and room for {probabilities.Length} probabilities; expected the same number.", nameof(probabilities));
        var scratch = logits.ToArray();
        if (options.Temperature == 0)
        {
            Penalize(scratch, previous, options.RepetitionPenalty);
            probabilities.Clear();
            probabilities[TensorPrimitives.IndexOfMax<double>(scratch)] = 1;
            return;
        }

        Shape(scratch, previous, options, probabilities);
        Truncate(probabilities, options, scratch);
        TensorPrimitives.Divide(probabilities, Total(probabilities), probabilities);
    }

    /// <summary>Makes the scores of tokens that already appeared less likely: positive ones are divided, negative ones multiplied (Keskar et al. 2019).</summary>
    internal static void Penalize(Span<double> scores, ReadOnlySpan<int> previous, double penalty)
    {
        if (penalty == 1)
            return;
        foreach (var id in previous)
        {
            if ((uint)id < (uint)scores.Length)
                scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
    }

    /// <summary>Applies repetition penalty, temperature and top-k. The scores are overwritten.</summary>
    internal static void Shape(Span<double> scores, ReadOnlySpan<int> previous, SamplingOptions options, Span<double> weights)
    {
        Penalize(scores, previous, options.RepetitionPenalty);
        if (options.Temperature != 1)
            TensorPrimitives.Divide(scores, options.Temperature, scores);
        var smallest = double.NegativeInfinity;
        if (options.TopK > 0 && options.TopK < scores.Length)
            smallest = KthLargest(scores, options.TopK, weights);

        Exponentials(scores, TensorPrimitives.Max<double>(scores), weights);
        if (smallest > double.NegativeInfinity)
            DropBelow(weights, scores, smallest);
    }

    /// <summary>What <see cref="Shape"/> makes of logits where neither a penalty nor top-k applies, block by block in the first-level cache.</summary>
    internal static void Temper(ReadOnlySpan<float> logits, double temperature, Span<double> weights)
    {
        var maximum = TensorPrimitives.Max(logits) / temperature;
        Span<double> scores = stackalloc double[Block];
        for (var start = 0; start < logits.Length; start += Block)
        {
            var block = logits.Slice(start, Math.Min(Block, logits.Length - start));
            scores = scores[..block.Length];
            TensorPrimitives.ConvertTruncating(block, scores);
            if (temperature != 1)
                TensorPrimitives.Divide(scores, temperature, scores);
            Exponentials(scores, maximum, weights[start..]);
        }
    }

    /// <summary>exp(score − maximum), in one pass over the memory.</summary>
    internal static void Exponentials(ReadOnlySpan<double> scores, double maximum, Span<double> weights)
    {
        var done = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; done + Vector512<double>.Count <= scores.Length; done += Vector512<double>.Count)
                Vector512.Exp(Vector512.Create(scores[done..]) - Vector512.Create(maximum)).CopyTo(weights[done..]);
        }

        var shift = new Vector<double>(maximum);
        for (; done + Vector<double>.Count <= scores.Length; done += Vector<double>.Count)
            Vector.Exp(new Vector<double>(scores[done..]) - shift).CopyTo(weights[done..]);

        // The rest goes through the same function: another one rounds differently and would part ties.
        if (done == scores.Length)
            return;
        Span<double> rest = stackalloc double[Vector<double>.Count];
        rest.Fill(maximum);
        scores[done..].CopyTo(rest);
        Vector.Exp(new Vector<double>(rest) - shift).CopyTo(rest);
        rest[..(scores.Length - done)].CopyTo(weights[done..]);
    }

    /// <summary>ln Σ exp(logit): single-precision exponentials, added in double.</summary>
    internal static double LogSumExp(ReadOnlySpan<float> logits, float maximum)
    {
        var done = 0;
        var sum = 0.0;
        if (Vector512.IsHardwareAccelerated)
        {
            var (low, high) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (; done + Vector512<float>.Count <= logits.Length; done += Vector512<float>.Count)
            {
                var (first, second) = Vector512.Widen(Vector512.Exp(Vector512.Create(logits[done..]) - Vector512.Create(maximum)));
                low += first;
                high += second;
            }

            sum = Vector512.Sum(low + high);
        }
        else
        {
            var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
            for (; done + Vector<float>.Count <= logits.Length; done += Vector<float>.Count)
            {
                Vector.Widen(Vector.Exp(new Vector<float>(logits[done..]) - new Vector<float>(maximum)), out var first, out var second);
                low += first;
                high += second;
            }

            sum = Vector.Sum(low + high);
        }

        foreach (var logit in logits[done..])
            sum += Math.Exp(logit - maximum);
        return maximum + Math.Log(sum);
    }

    /// <summary>Sets the weights that top-p and min-p drop to zero. The scratch memory, as long as the weights, is overwritten.</summary>
    internal static void Truncate(Span<double> weights, SamplingOptions options, Span<double> scratch)
    {
        if (options.TopP < 1)
        {
            // What lies below this cannot reach 1 − p even if all tokens did; only the rest has to be looked at.
            var total = Total(weights);
            var candidates = Collect(weights, Math.Max((1 - options.TopP) * total / weights.Length, double.Epsilon), scratch);
            DropBelow(weights, weights, SmallestKept(candidates, options.TopP * total, byWeight: true));
        }

        if (options.MinP > 0)
            DropBelow(weights, weights, options.MinP * TensorPrimitives.Max<double>(weights));
    }

    /// <summary>Inverts the distribution function in id order. The scratch memory, as long as the weights, is overwritten.</summary>
    internal static int Draw(ReadOnlySpan<double> weights, double uniform, Span<double> scratch, out double total)
    {
        total = 0;
        for (int start = 0, number = 0; start < weights.Length; start += Block, number++)
        {
            scratch[number] = TensorPrimitives.Sum(weights.Slice(start, Math.Min(Block, weights.Length - start)));
            total += scratch[number];
        }

        var rest = uniform * total;
        var last = -1;
        for (int start = 0, number = 0; start < weights.Length; start += Block, number++)
        {
            var sum = scratch[number];
            if (sum == 0)
                continue;
            var block = weights.Slice(start, Math.Min(Block, weights.Length - start));
            if (rest >= sum)
            {
                rest -= sum;
                last = start + LastPositive(block);
                continue;
            }

            for (var index = 0; index < block.Length; index++)
            {
                if (block[index] == 0)
                    continue;
                last = start + index;
                rest -= block[index];
                if (rest < 0)
                    return last;
            }
        }

        // Rounding may leave a crumb behind the last token.
        return last;
    }

    private static int LastPositive(ReadOnlySpan<double> block)
    {
        var index = block.Length - 1;
        while (block[index] == 0)
            index--;
        return index;
    }

    private static double Total(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        for (var start = 0; start < weights.Length; start += Block)
            total += TensorPrimitives.Sum(weights.Slice(start, Math.Min(Block, weights.Length - start)));
        return total;
    }

    // As many blocks have a value as large as that of the blocks' largest: what is smaller need not be looked at.
    private static double KthLargest(ReadOnlySpan<double> scores, int count, Span<double> scratch)
    {
        var blocks = (scores.Length + NarrowBlock - 1) / NarrowBlock;
        var floor = double.NegativeInfinity;
        if (count <= blocks)
        {
            for (var block = 0; block < blocks; block++)
                scratch[block] = TensorPrimitives.Max<double>(scores.Slice(block * NarrowBlock, Math.Min(NarrowBlock, scores.Length - (block * NarrowBlock))));
            floor = SmallestKept(scratch[..blocks], count, byWeight: false);
        }

        return SmallestKept(Collect(scores, floor, scratch), count, byWeight: false);
    }

    private static Span<double> Collect(ReadOnlySpan<double> values, double floor, Span<double> scratch)
    {
        var count = 0;
        foreach (var value in values)
        {
            // Written in any case: the processor cannot guess which are kept.
            scratch[count] = value;
            count += value >= floor ? 1 : 0;
        }

        return scratch[..count];
    }

    private static void DropBelow(Span<double> weights, ReadOnlySpan<double> values, double threshold)
    {
        var to = MemoryMarshal.Cast<double, Vector<double>>(weights);
        var from = MemoryMarshal.Cast<double, Vector<double>>(values);
        var limit = new Vector<double>(threshold);
        for (var index = 0; index < to.Length; index++)
            to[index] = Vector.ConditionalSelect(Vector.LessThan(from[index], limit), Vector<double>.Zero, to[index]);
        for (var index = to.Length * Vector<double>.Count; index < weights.Length; index++)
        {
            if (values[index] < threshold)
                weights[index] = 0;
        }
    }

    /// <summary>
    /// The value at which the tokens, from the largest down, first reach a count or a total weight: radix selection on the bits, most significant first,
    /// turned so that they are in the order of the values, until few are left to sort. Linear, whatever the values. The candidates are overwritten.
    /// </summary>
    private static double SmallestKept(Span<double> candidates, double target, bool byWeight)
    {
        Span<double> sums = stackalloc double[2048];
        Span<int> counts = stackalloc int[2048];
        var reached = 0.0;
        for (var shift = 53; candidates.Length > FewCandidates; shift -= 11)
        {
            var down = Math.Max(shift, 0);
            sums.Clear();
            counts.Clear();
            foreach (var weight in candidates)
            {
                var digit = Digit(weight, down);
                counts[digit]++;
                sums[digit] += byWeight ? weight : 1;
            }

            // Stops at the last digit even if rounding leaves the target unreached: then everything is kept.
            var chosen = 2048;
            for (var remaining = candidates.Length; remaining > 0;)
            {
                chosen--;
                remaining -= counts[chosen];
                if (reached + sums[chosen] >= target)
                    break;
                if (remaining > 0)
                    reached += sums[chosen];
            }

            var kept = 0;
            foreach (var weight in candidates)
            {
                if (Digit(weight, down) == chosen)
                    candidates[kept++] = weight;
            }

            candidates = candidates[..kept];
            if (down == 0)
                return candidates[0];
        }

        candidates.Sort();
        var smallest = candidates.Length;
        while (smallest > 0 && reached < target)
        {
            smallest--;
            reached += byWeight ? candidates[smallest] : 1;
        }

        return smallest < candidates.Length ? candidates[smallest] : 0;
    }

    private static int Digit(double value, int shift)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return (int)((ulong)(bits ^ ((bits >> 63) | long.MinValue)) >> shift) & 2047;
    }
}
