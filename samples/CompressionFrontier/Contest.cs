using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;

namespace CompressionFrontier;

/// <summary>Every form in every way at every width on the same problems.</summary>
internal static class Contest
{
    private const int Round = 12;
    private static readonly int[] Widths = [4, 8, 16];

    private static readonly Way[] Ways =
    [
        new("majority", static (builder, width) => builder.UseSelfConsistency(o => o.Samples = width)),
        new("best of N", static (builder, width) => builder.UseBestOfN(o => o.Samples = width)),
        new("tree search", static (builder, width) => builder.UseRewardBalancedTreeSearch(o => o.Width = width)),
    ];

    public static async Task<Contestant[]> RunAsync(Form[] forms, LedgerVerifier verifier, int count, Action<int> solved)
    {
        Contestant[] contestants = [.. from way in Ways from width in Widths from form in forms select new Contestant(form, way, width, way.Use(Prepare(form), width).Build())];
        var problems = InTurn()[..count];
        await WarmUpAsync(forms, problems[0], verifier);
        for (var first = 0; first < count; first += Round)
        {
            // Each round belongs to all of them, so that what else the machine does falls on all alike.
            var round = problems[first..Math.Min(count, first + Round)];
            foreach (var contestant in contestants)
                await contestant.SolveAsync(round, first);
            solved(first + round.Length);
        }

        return contestants;

        ReasonerBuilder Prepare(Form form) => Reasoner.For(form.Model).WithVerifier(verifier).Answering(AnswerDomain.Number);
    }

    // The first call of a model makes its executor.
    private static async Task WarmUpAsync(Form[] forms, LedgerProblem problem, LedgerVerifier verifier)
    {
        foreach (var form in forms)
        {
            using var reasoner = Reasoner.For(form.Model).WithVerifier(verifier).UseBestOfN(o => o.Samples = 16).Answering(AnswerDomain.Number).Build();
            await reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = 1 });
        }
    }

    // Levels in turn, the hard ones first, so that any number of problems is a fair sample.
    private static LedgerProblem[] InTurn() => [.. LedgerProblems.HeldOut.GroupBy(problem => problem.Level).OrderByDescending(level => level.Key)
        .SelectMany(level => level.Select((problem, index) => (problem, index))).OrderBy(item => item.index).Select(item => item.problem)];
}
