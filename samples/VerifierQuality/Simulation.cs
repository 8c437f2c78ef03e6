using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace VerifierQuality;

/// <summary>Measures simulated verifiers from a coin to nearly perfect.</summary>
internal static class Simulation
{
    private const int Width = 16;

    public static async Task<IReadOnlyList<QualityPoint>> RunAsync(int problems)
    {
        var points = new List<QualityPoint>();
        for (var level = 0; level <= 10; level++)
            points.Add(await MeasureAsync(new(0.35 * level), problems));
        return points;
    }

    private static async Task<QualityPoint> MeasureAsync(SimulatedVerifier verifier, int problems)
    {
        using var sampling = Prepare(verifier).UseSelfConsistency(o => o.Samples = Width).SelectBy(AnswerSelector.WeightedVote).Build();
        using var rebase = Prepare(verifier).UseRewardBalancedTreeSearch(o => o.Width = Width).Build();
        var choosing = new Choosing();
        var solved = new List<bool>();
        for (var index = 0; index < problems; index++)
        {
            var request = new ReasoningRequest { Prompt = string.Create(CultureInfo.InvariantCulture, $"problem {index}"), Seed = (ulong)index };
            choosing.Add(request.Prompt.ToString(), SimulatedGenerator.RightAnswer, (await sampling.ReasonAsync(request)).Candidates, request.Seed);
            solved.Add((await rebase.ReasonAsync(request)).CanonicalAnswer == SimulatedGenerator.RightAnswer);
        }

        choosing.Add(Choosing.Rebase, solved);
        return choosing.ToPoint();
    }

    private static ReasonerBuilder Prepare(SimulatedVerifier verifier) =>
        Reasoner.For(new SimulatedGenerator()).WithVerifier(verifier).AggregateBy(ScoreAggregation.Last).Answering(AnswerDomain.Number);
}
