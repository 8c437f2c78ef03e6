using System.Diagnostics;
using CsCheck;
using InferenceScaling.Conformance;
using InferenceScaling.Conformance.Decoding;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Decoding;

public sealed class SamplerTests
{
    private static readonly SamplingOptions Plain = new();

    [SkippableFact]
    public async Task Distributions_are_those_of_transformers()
    {
        var report = new ConformanceReport();
        await new SamplingConformance().RunAsync(SharedFixtures.Folder("fixtures/sampling"), report, CancellationToken.None);
        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThan(0);
    }

    [Fact]
    public void Greedy_takes_the_lowest_id_on_ties_and_reports_the_raw_probability()
    {
        var token = new Sampler().Sample([0, 2, 1, 2], 4, [], SamplingOptions.Greedy, 0.99);
        token.Id.Should().Be(1);
        token.SamplingLogProbability.Should().Be(0);
        token.LogProbability.Should().BeApproximately((float)(2 - Math.Log((2 * Math.Exp(2)) + Math.Exp(1) + 1)), 1e-6f);
    }

    [Fact]
    public void Greedy_sees_the_repetition_penalty()
    {
        var options = SamplingOptions.Greedy with { RepetitionPenalty = 2 };
        new Sampler().Sample([1, 3, 2, -1], 4, [1], options, 0).Id.Should().Be(2);
        new Sampler().Sample([-1, -1.5f], 2, [0], options, 0).Id.Should().Be(1);
    }

    [Fact]
    public void Ties_at_the_kth_value_are_all_kept()
    {
        var probabilities = new double[5];
        TokenDistribution.Compute([3, 1, 2, 2, 2], [], Plain with { TopK = 2 }, probabilities);
        probabilities.Count(value => value > 0).Should().Be(4);
        probabilities[1].Should().Be(0);
    }

    [Fact]
    public void Top_p_keeps_the_token_that_crosses_the_edge()
    {
        var probabilities = new double[4];
        double[] logits = [Math.Log(0.5), Math.Log(0.25), Math.Log(0.15), Math.Log(0.1)];
        TokenDistribution.Compute(logits, [], Plain with { TopP = 0.6 }, probabilities);
        probabilities.Should().Equal([2.0 / 3, 1.0 / 3, 0, 0], (left, right) => Math.Abs(left - right) < 1e-12);
        TokenDistribution.Compute(logits, [], Plain with { TopP = 1e-9 }, probabilities);
        probabilities[0].Should().Be(1);
    }

    [Fact]
    public void Padding_ids_are_never_drawn_but_count_in_the_raw_probability()
    {
        float[] logits = [0, 0, 50];
        for (var draw = 0; draw < 100; draw++)
            new Sampler().Sample(logits, 2, [], Plain, draw / 100.0).Id.Should().BeLessThan(2);
        var token = new Sampler().Sample(logits, 2, [], SamplingOptions.Greedy, 0);
        token.Id.Should().Be(0);
        token.LogProbability.Should().BeApproximately(-50, 1e-4f);
    }

    [Fact]
    public void Tokens_without_probability_are_never_drawn_even_at_the_ends()
    {
        float[] logits = [float.NegativeInfinity, 0, float.NegativeInfinity, 1, float.NegativeInfinity];
        new Sampler().Sample(logits, 5, [], Plain, 0).Id.Should().Be(1);
        new Sampler().Sample(logits, 5, [], Plain, Math.BitDecrement(1.0)).Id.Should().Be(3);
    }

    [Theory]
    [InlineData(float.NaN, "*token 1 is NaN*")]
    [InlineData(float.PositiveInfinity, "*token 1 is *")]
    public void Broken_logits_are_named(float value, string message)
    {
        var sample = () => new Sampler().Sample([0, value, 2], 3, [], Plain, 0.5);
        sample.Should().Throw<ArithmeticException>().WithMessage(message);
    }

    [Fact]
    public void A_row_without_any_possible_token_is_an_error()
    {
        var sample = () => new Sampler().Sample([float.NegativeInfinity, float.NegativeInfinity], 2, [], Plain, 0.5);
        sample.Should().Throw<ArithmeticException>().WithMessage("*All 2 logits*");
    }

    [Fact]
    public void Truncation_agrees_with_sorting() =>
        Gen.Select(Gen.Int[-600, 600].Select(value => value / 100.0).Array[1, 300], Gen.Int[0, 40], Gen.Double[0.05, 1], Gen.Double[0, 0.3], Gen.Double[0.3, 2])
            .Sample((logits, topK, topP, minP, temperature) =>
            {
                var actual = new double[logits.Length];
                TokenDistribution.Compute(logits, [], new() { TopK = topK, TopP = topP, MinP = minP, Temperature = temperature }, actual);
                var order = logits.Select((value, id) => (Weight: Math.Exp((value - logits.Max()) / temperature), Id: id)).OrderByDescending(pair => pair.Weight).ToArray();
                if (topK > 0)
                    order = [.. order.Where(pair => pair.Weight >= order[Math.Min(topK, order.Length) - 1].Weight)];
                var total = order.Sum(pair => pair.Weight);
                // A weight may be too small to be seen in the sum; p = 1 keeps it all the same.
                var kept = order.Where(pair => (topP == 1 || order.Where(other => other.Weight > pair.Weight).Sum(other => other.Weight) < topP * total) && pair.Weight >= minP).Select(pair => pair.Id);
                actual.Select((value, id) => (value, id)).Where(pair => pair.value > 0).Select(pair => pair.id).Should().BeEquivalentTo(kept);
            }, iter: 200);

    [Fact]
    public void Truncation_of_large_rows_agrees_with_sorting() =>
        Gen.Select(Gen.Int[1, 20_000], Gen.ULong, Gen.Int[0, 400], Gen.Double[0.05, 1]).Sample((length, seed, topK, topP) =>
        {
            var random = new PathRandom(seed);
            double[] logits = [.. Enumerable.Range(0, length).Select(id => 12 * (random.Uniform((ulong)id) + random.Uniform((ulong)(id + length))))];
            var actual = new double[length];
            TokenDistribution.Compute(logits, [], new() { TopK = topK, TopP = topP }, actual);
            double[] order = [.. logits.Order().Reverse().Take(topK > 0 ? topK : length).Select(logit => Math.Exp(logit - logits.Max()))];
            var (before, kept, wanted) = (0.0, 0, topP * order.Sum());
            while (kept < order.Length && before < wanted)
                before += order[kept++];
            actual.Count(value => value > 0).Should().Be(kept);
        }, iter: 100);

    [Fact]
    public void A_temperature_alone_gives_the_same_bits_block_by_block() =>
        Gen.Select(Gen.Int[1, 2000], Gen.ULong, Gen.Double[0.1, 3]).Sample((length, seed, temperature) =>
        {
            var random = new PathRandom(seed);
            float[] logits = [.. Enumerable.Range(0, length).Select(id => id % 7 == 3 ? float.NegativeInfinity : (float)(40 * random.Uniform((ulong)id)))];
            var (whole, blocks) = (new double[length], new double[length]);
            TokenDistribution.Shape([.. logits.Select(logit => (double)logit)], [], new() { Temperature = temperature }, whole);
            TokenDistribution.Temper(logits, temperature, blocks);
            blocks.Should().Equal(whole);
        }, iter: 100);

    [Fact]
    public void Frequencies_are_the_probabilities()
    {
        var sampler = new Sampler();
        float[] logits = [MathF.Log(0.1f), MathF.Log(0.6f), MathF.Log(0.3f)];
        var counts = new int[3];
        var random = new PathRandom(7);
        for (var draw = 0UL; draw < 20_000; draw++)
            counts[sampler.Sample(logits, 3, [], Plain, random.Uniform(draw)).Id]++;
        counts.Select(count => count / 20_000.0).Should().Equal([0.1, 0.6, 0.3], (left, right) => Math.Abs(left - right) < 0.015);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_token()
    {
        var sampler = new Sampler();
        var logits = Row(4096);
        int[] previous = [3, 5];
        var options = new SamplingOptions { Temperature = 0.8, TopK = 100, TopP = 0.95, MinP = 0.01, RepetitionPenalty = 1.1 };
        sampler.Sample(logits, logits.Length, previous, options, 0.5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var draw = 0; draw < 100; draw++)
            sampler.Sample(logits, logits.Length, previous, options, draw / 100.0);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100);
    }

    [Fact]
    public void Sampling_costs_less_than_sorting()
    {
        var sampler = new Sampler();
        var logits = Row(49_152);
        var ids = Enumerable.Range(0, logits.Length).ToArray();
        var options = new SamplingOptions { Temperature = 0.8, TopP = 0.95, TopK = 50 };
        var sampling = Best(() => sampler.Sample(logits, logits.Length, [], options, 0.4));
        var sorting = Best(() => Array.Sort((float[])logits.Clone(), (int[])ids.Clone()));
        sampling.Should().BeLessThan(sorting);
    }

    private static TimeSpan Best(Action action) => Enumerable.Range(0, 60).Min(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    });

    private static float[] Row(int length)
    {
        var random = new PathRandom(11);
        return [.. Enumerable.Range(0, length).Select(id => (float)((random.Uniform((ulong)id) + random.Uniform((ulong)(id + length)) - 1) * 12))];
    }
}
