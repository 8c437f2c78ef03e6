using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace VerifierQuality;

/// <summary>Measures the embedded models: real paths and real searches, and the real verifier's scores of steps diluted with noise.</summary>
internal sealed class LedgerMeasurement
{
    private const int Width = 8;
    private const int Batch = 24;
    private const int NoiseLevels = 10;
    private const int LevelsASearch = 2;
    private const int Draws = 20;

    private readonly LedgerProblem[] _problems;
    private readonly string[] _answers;

    private LedgerMeasurement(int problems)
    {
        // Problems of all levels in turn, so that any number of them is a fair sample.
        _problems = [.. LedgerProblems.HeldOut.GroupBy(problem => problem.Level)
            .SelectMany(level => level.Select((problem, index) => (problem, index))).OrderBy(item => item.index).Select(item => item.problem).Take(problems)];
        _answers = [.. _problems.Select(problem => problem.Answer.ToString(CultureInfo.InvariantCulture))];
    }

    public static Task<IReadOnlyList<QualityPoint>> RunAsync(int problems) => new LedgerMeasurement(problems).MeasureAsync();

    private async Task<IReadOnlyList<QualityPoint>> MeasureAsync()
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var sampling = Prepare(model, verifier).UseSelfConsistency(o => o.Samples = Width).SelectBy(AnswerSelector.WeightedVote).Build();
        var samples = await SolveAsync(sampling);
        var points = new List<QualityPoint>();
        for (var level = NoiseLevels; level >= 0; level--)
        {
            var noise = (double)level / NoiseLevels;
            var choosing = new Choosing();
            for (var draw = 0; draw < (level == 0 ? 1 : Draws); draw++)
            {
                for (var index = 0; index < _problems.Length; index++)
                    choosing.Add($"{draw}:{index}", _answers[index], [.. samples[index].Candidates.Select(candidate => Dilute(candidate, noise, draw))], seed: (ulong)index);
            }

            if (level % LevelsASearch == 0)
            {
                using var rebase = Prepare(model, new DilutedVerifier(verifier, noise, draw: 0)).UseRewardBalancedTreeSearch(o => o.Width = Width).Build();
                choosing.Add(Choosing.Rebase, [.. (await SolveAsync(rebase)).Zip(_answers, (result, answer) => result.CanonicalAnswer == answer)]);
            }

            points.Add(choosing.ToPoint());
        }

        return points;
    }

    private async Task<List<ReasoningResult>> SolveAsync(IReasoner reasoner)
    {
        var results = new List<ReasoningResult>();
        foreach (var batch in _problems.Chunk(Batch))
            results.AddRange(await Task.WhenAll(batch.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(results.Count + index) }))));
        return results;
    }

    private static ReasonerBuilder Prepare(LedgerModel model, IVerifier verifier) => Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number);

    private static ReasoningCandidate Dilute(ReasoningCandidate candidate, double noise, int draw) => candidate.StepScores.IsEmpty
        ? candidate
        : candidate with { Score = ScoreAggregation.Product.Aggregate(DilutedVerifier.Dilute(candidate.Path, candidate.StepScores, noise, draw).AsSpan()) };
}
