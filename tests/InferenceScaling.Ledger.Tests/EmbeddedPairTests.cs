using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Intervals;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Ledger.Tests;

public sealed class EmbeddedPairTests
{
    private const int Width = 8;

    [Fact]
    public async Task More_compute_with_the_verifier_solves_more_than_greedy()
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();

        // A fixed sample: the first thirty problems of levels 7 and 8. Same weights, same seeds: the same answers on every machine. It is too small to
        // say by how much: that stands on the model card, with intervals, for 420 others.
        LedgerProblem[] problems = [.. LedgerProblems.HeldOut.Where(problem => problem.Level is 7 or 8).GroupBy(problem => problem.Level).SelectMany(level => level.Take(30))];
        var greedy = await SolveAsync(Prepare().UseGreedy().Build());
        var best = await SolveAsync(Prepare().UseBestOfN(o => o.Samples = Width).Build());
        var searched = await SolveAsync(Prepare().UseRewardBalancedTreeSearch(o => o.Width = Width).Build());
        foreach (var challenger in new[] { best, searched })
        {
            var comparison = PairedComparison.Of(challenger, greedy);
            comparison.OnlyA.Should().BeGreaterThan(comparison.OnlyB + 1, "problems that only it solves, against those that only greedy does");
        }

        ReasonerBuilder Prepare() => Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number);

        async Task<bool[]> SolveAsync(IReasoner reasoner)
        {
            using (reasoner)
            {
                return await Task.WhenAll(problems.Select(async (problem, index) =>
                    (await reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)index })).CanonicalAnswer == problem.Answer.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }
}
