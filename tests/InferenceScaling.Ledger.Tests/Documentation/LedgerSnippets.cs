using InferenceScaling.Answers;
using InferenceScaling.Ledger.Countdown;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Ledger.Suites;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.MonteCarloTree;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Stopping;

namespace InferenceScaling.Ledger.Tests.Documentation;

/// <summary>The code of docs/ledger.md and of the package's README.</summary>
internal static class LedgerSnippets
{
    public static async Task<ReasoningResult> First()
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).UseBestOfN().Answering(AnswerDomain.Number).Build();
        var result = await reasoner.ReasonAsync(LedgerProblems.HeldOut[0].Problem);
        return result;
    }

    public static LedgerProblem Typed()
    {
        var problem = LedgerProblem.Parse("How many unicorns does Quindle have? Zorblax has forty-two unicorns. Quindle has half as many unicorns as Zorblax.");
        Console.WriteLine(problem.Solution);   // 1. Zorblax has 42.  2. Quindle has Zorblax / 2 = 42 / 2 = 21.  Answer: 21.
        return problem;
    }

    public static LedgerProblem Drawn()
    {
        var settings = new LedgerProblemSettings { MinLevel = 6, MaxLevel = 8, ShuffledShare = 0.2 };
        var problem = LedgerGenerator.Draw(seed: 1, index: 0, settings, LedgerSplit.HeldOut);
        return problem;
    }

    public static void Judged(ReasoningPath path)
    {
        foreach (var step in new LedgerStepVerifier().Judge(path))
            Console.WriteLine($"{step.Verdict} {step.Message}");
    }

    public static void Bound(ReasonerBuilder builder)
    {
        // What search could do if the verifier were never wrong.
        builder.WithVerifier(new LedgerStepVerifier()).UseRewardBalancedTreeSearch();
    }

    public static async Task Robustness(IReasoner reasoner, int count)
    {
        foreach (var suite in LedgerSuites.Adversarial)
        {
            var (clean, disturbed) = (0, 0);
            foreach (var item in suite.Take(count))
            {
                clean += await IsRight(reasoner, item.Clean.Problem, item.Clean.Answer) ? 1 : 0;
                disturbed += await IsRight(reasoner, item.Text, item.Answer) ? 1 : 0;
            }

            Console.WriteLine($"{suite.Name}: {clean} of {count} right, disturbed {disturbed}");
        }
    }

    public static async Task<bool> IsRight(IReasoner reasoner, string question, long? answer)
    {
        try
        {
            return (await reasoner.ReasonAsync(question)).Answer == answer?.ToString();
        }
        catch (ArgumentException)
        {
            return answer is null;   // the model says that it cannot read this
        }
    }

    public static LedgerLesson[] Lessons()
    {
        var settings = new LedgerProblemSettings { MaxLevel = 8, SpareNameShare = 0.2, SpareItemShare = 0.2 };
        LedgerLesson[] lessons =
        [
            LedgerLessons.Arithmetic(seed: 1, index: 0, settings),     // "= 51 + 23 = 74." line by line: the results are trained
            LedgerLessons.Solution(seed: 1, index: 0, settings),       // a problem and its solution: the solution is trained
            LedgerLessons.Verification(seed: 1, index: 0, settings),   // a derivation with errors: what should stand at each place is trained
        ];
        return lessons;
    }

    public static async Task<ReasoningResult> Puzzle()
    {
        using var reasoner = Reasoner.For(new RandomMoveGenerator()).WithVerifier(new ReachabilityVerifier())
            .UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Exploration, o.Widening) = (1000, 5, 0.0, true))
            .StopWhen(Stop.FirstVerified(1)).Build();
        var result = await reasoner.ReasonAsync("3 3 8 8");   // or with another target: "3 6 25 50 = 450"
        return result;
    }
}
