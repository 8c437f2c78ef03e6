using System.Text.Json;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Conformance.Decoding;

/// <summary>Folders with <c>sampling.json</c>: distributions after all processors, in double (1e-12 relative, kept set equal) and as drawn from fp32 rows (1e-5 absolute).</summary>
public sealed class SamplingConformance : IConformanceKind
{
    private const string FileName = "sampling.json";

    public string Name => "sampling";

    public Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        foreach (var file in Directory.EnumerateFiles(directory, FileName, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var element in document.RootElement.GetProperty("cases").EnumerateArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = $"{Path.GetRelativePath(directory, file)} case {element.GetProperty("id")}";
                report.Case(name, () => Check(element));
            }
        }

        return Task.CompletedTask;
    }

    private static void Check(JsonElement element)
    {
        double[] logits = [.. element.GetProperty("logits").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NegativeInfinity : value.GetDouble())];
        int[] previous = [.. element.GetProperty("previous_ids").EnumerateArray().Select(value => value.GetInt32()).Distinct()];
        double[] expected = [.. element.GetProperty("expected_probs").EnumerateArray().Select(value => value.GetDouble())];
        var options = new SamplingOptions
        {
            RepetitionPenalty = element.GetProperty("repetition_penalty").GetDouble(),
            Temperature = element.GetProperty("temperature").GetDouble(),
            TopK = element.GetProperty("top_k").GetInt32(),
            TopP = element.GetProperty("top_p").GetDouble(),
            MinP = element.GetProperty("min_p").GetDouble(),
        };

        var actual = new double[logits.Length];
        TokenDistribution.Compute(logits, previous, options, actual);
        for (var id = 0; id < logits.Length; id++)
        {
            if ((actual[id] > 0) != (expected[id] > 0))
                throw new ConformanceException($"token {id} has probability {actual[id]:R}, expected {expected[id]:R}: the kept sets differ");
            if (Math.Abs(actual[id] - expected[id]) > 1e-12 * expected[id])
                throw new ConformanceException($"token {id} has probability {actual[id]:R}, expected {expected[id]:R} within 1e-12");
        }

        Expect("n_kept", actual.Count(value => value > 0), element.GetProperty("n_kept").GetInt32());
        Expect("argmax", Array.IndexOf(actual, actual.Max()), element.GetProperty("argmax").GetInt32());
        var entropy = -actual.Where(value => value > 0).Sum(value => value * Math.Log(value));
        if (Math.Abs(entropy - element.GetProperty("entropy_nats").GetDouble()) > 1e-9)
            throw new ConformanceException($"entropy is {entropy:R}, expected {element.GetProperty("entropy_nats")}");
        CheckDraws(logits, previous, options, expected);
    }

    /// <summary>Draws from the fp32 row: the token is the inverse of the expected distribution function, and its reported probability the expected one.</summary>
    private static void CheckDraws(double[] logits, int[] previous, SamplingOptions options, double[] expected)
    {
        float[] row = [.. logits.Select(value => (float)value)];
        var maximum = logits.Max();
        var normalizer = maximum + Math.Log(logits.Sum(value => Math.Exp(value - maximum)));
        var sampler = new Sampler();
        for (var draw = 0; draw < 64; draw++)
        {
            var uniform = (draw + 0.5) / 64;
            var token = sampler.Sample(row, row.Length, previous, options, uniform);
            var below = expected.Take(token.Id).Sum();
            if (uniform < below - 1e-5 || uniform > below + expected[token.Id] + 1e-5)
                throw new ConformanceException($"{uniform} drew token {token.Id}, whose share is {below} to {below + expected[token.Id]}");
            if (Math.Abs(Math.Exp(token.SamplingLogProbability) - expected[token.Id]) > 1e-5)
                throw new ConformanceException($"token {token.Id} reports sampling probability {Math.Exp(token.SamplingLogProbability)}, expected {expected[token.Id]} within 1e-5");
            if (Math.Abs(token.LogProbability - (logits[token.Id] - normalizer)) > 1e-5)
                throw new ConformanceException($"token {token.Id} reports raw log-probability {token.LogProbability}, expected {logits[token.Id] - normalizer} within 1e-5");
        }
    }

    private static void Expect(string what, int actual, int expected)
    {
        if (actual != expected)
            throw new ConformanceException($"{what} is {actual}, expected {expected}");
    }
}
