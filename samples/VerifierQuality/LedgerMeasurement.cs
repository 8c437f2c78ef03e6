using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;

namespace VerifierQuality;

/// <summary>Measures the embedded models: real paths, and the real verifier's scores diluted with noise.</summary>
internal static class LedgerMeasurement
{
    private const int Width = 8;
    private const int Batch = 24;
    private const int NoiseLevels = 10;
    private const int Draws = 20;

    public static async Task<IReadOnlyList<QualityPoint>> RunAsync(int problems)
    {
        // Problems of all levels in turn, so that any number of them is a fair sample.
        LedgerProblem[] chosen = [.. LedgerProblems.HeldOut.GroupBy(problem => problem.Level)
            .SelectMany(level => level.Select((problem, index) => (problem, index))).OrderBy(item => item.index).Select(item => item.problem).Take(problems)];
        var results = await SolveAsync(chosen);
        var points = new List<QualityPoint>();
        for (var level = 0; level <= NoiseLevels; level++)
        {
            var choosing = new Choosing();
            for (var draw = 0; draw < (level == 0 ? 1 : Draws); draw++)
            {
                for (var index = 0; index < chosen.Length; index++)
                    choosing.Add($"{draw}:{index}", chosen[index].Answer.ToString(CultureInfo.InvariantCulture), Dilute(results[index], (double)level / NoiseLevels, draw), seed: (ulong)index);
            }

            points.Add(choosing.ToPoint());
        }

        points.Reverse();
        return points;
    }

    private static async Task<List<ReasoningResult>> SolveAsync(IReadOnlyList<LedgerProblem> problems)
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number)
            .UseSelfConsistency(o => o.Samples = Width).SelectBy(AnswerSelector.WeightedVote).Build();
        var results = new List<ReasoningResult>();
        foreach (var batch in problems.Chunk(Batch))
            results.AddRange(await Task.WhenAll(batch.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(results.Count + index) }))));
        return results;
    }

    private static ReasoningCandidate[] Dilute(ReasoningResult result, double noise, int draw) =>
        [.. result.Candidates.Select((candidate, index) => candidate with { Score = ((1 - noise) * candidate.Score) + (noise * PathRandom.Root((ulong)draw, result.Candidates[0].Path.Prompt.ToString()).Child(index).Uniform(0)) })];
}
