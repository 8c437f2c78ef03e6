using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;

namespace AllocationStudy;

/// <summary>Samples the embedded pair once: scored paths and the greedy one for each held-out problem. Goes on where an earlier run stopped.</summary>
internal static class LedgerPool
{
    private const int Batch = 4;

    /// <summary>The problems that are sampled, in order; of a problem that was sampled twice, the run with more samples, whose first ones are the same.</summary>
    public static IReadOnlyList<PooledProblem> Load(string file) =>
        [.. Lines(file).Select(Parse).OfType<PooledProblem>().GroupBy(problem => problem.Index).Select(runs => runs.MaxBy(problem => problem.Samples.Count)!).OrderBy(problem => problem.Index)];

    public static async Task GenerateAsync(string file, int width, CancellationToken cancellationToken)
    {
        var done = (File.Exists(file) ? Load(file) : []).ToDictionary(problem => problem.Index);

        // A line that a kill cut short goes.
        await File.WriteAllLinesAsync(file, done.Values.Select(Write), cancellationToken);
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var sampling = Prepare().UseSelfConsistency(o => o.Samples = width).Build();
        using var greedy = Prepare().UseGreedy().Build();
        var missing = LedgerProblems.HeldOut.Select((problem, index) => (problem, index)).OrderBy(item => item.index % 100).Where(item => !(done.TryGetValue(item.index, out var problem) && problem.Samples.Count >= width));
        foreach (var batch in missing.Chunk(Batch))
        {
            var problems = await Task.WhenAll(batch.Select(item => SampleAsync(item.problem, item.index)));
            await File.AppendAllLinesAsync(file, problems.Select(Write), cancellationToken);
        }

        ReasonerBuilder Prepare() => Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number).SelectBy(AnswerSelector.WeightedVote);

        async Task<PooledProblem> SampleAsync(LedgerProblem problem, int index)
        {
            var request = new ReasoningRequest { Prompt = problem.Problem, Seed = (ulong)index };
            var most = await greedy.ReasonAsync(request, cancellationToken);
            var result = await sampling.ReasonAsync(request, cancellationToken);
            return new(
                index,
                problem.Level,
                problem.Problem,
                problem.Answer.ToString(CultureInfo.InvariantCulture),
                ToSample(most.Candidates[0]),
                [.. result.Candidates.Select(ToSample)],
                result.Usage.Tokens.Verified);
        }
    }

    private static IEnumerable<string> Lines(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadLines(file);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static PooledProblem? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, PoolJsonContext.Default.PooledProblem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Write(PooledProblem problem) => JsonSerializer.Serialize(problem, PoolJsonContext.Default.PooledProblem);

    private static PooledSample ToSample(ReasoningCandidate candidate)
    {
        var steps = candidate.Path.Steps;
        var tokens = steps.Sum(step => step.Usage.Generated);
        return new(
            candidate.IsCut ? null : candidate.CanonicalAnswer,
            candidate.Score is { } score ? Math.Round(score, 6) : null,
            tokens,
            Math.Round(steps.Sum(step => step.LogLikelihood) / Math.Max(1, tokens), 5));
    }
}
