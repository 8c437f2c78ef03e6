using InferenceScaling.Ledger.Countdown;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.AdaptiveBranching;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.BestFirst;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.DiverseVerifierTree;
using InferenceScaling.Search.MonteCarloTree;
using InferenceScaling.Search.Particles;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.TreeOfThoughts;
using InferenceScaling.Stopping;

namespace InferenceScaling.Samples.GameOf24;

/// <summary>Plays the puzzles with each strategy under one budget of moves.</summary>
public static class Contest
{
    /// <summary>The strategies by name.</summary>
    public static IReadOnlyDictionary<string, Func<ReasonerBuilder, ReasonerBuilder>> Strategies { get; } = new Dictionary<string, Func<ReasonerBuilder, ReasonerBuilder>>
    {
        ["best-of-N"] = static b => b.UseBestOfN(o => o.Samples = 1000),
        ["beam search"] = static b => b.UseBeamSearch(o => (o.Width, o.Branching) = (80, 10)),
        ["DVTS"] = static b => b.UseDiverseVerifierTreeSearch(o => (o.Subtrees, o.Branching) = (2, 40)),
        ["REBASE"] = static b => b.UseRewardBalancedTreeSearch(o => o.Width = 80),
        ["particle filter"] = static b => b.UseParticleFilter(o => o.Particles = 80),
        ["MCTS"] = static b => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Exploration, o.Widening) = (1000, 5, 0.0, true)),
        ["best-first"] = static b => b.UseBestFirstSearch(o => (o.Expansions, o.Branching, o.Completions, o.Reopening) = (1000, 5, 1000, 0.5)),
        ["AB-MCTS"] = static b => b.UseAdaptiveBranchingTreeSearch(o => (o.Nodes, o.UseBeta, o.Reward) = (1000, true, RewardUnit.Step)),
        ["tree of thoughts"] = static b => b.UseTreeOfThoughts(o => (o.Judge, o.Breadth, o.Branching) = (ThoughtJudge.Verifier, 2, 60)),
    };

    private static ReachabilityVerifier Judge { get; } = new();

    /// <summary>The puzzles in a file, one a line; lines that begin with # are comments.</summary>
    public static string[] Puzzles(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>How many puzzles a strategy solves, and how many moves a puzzle cost on average.</summary>
    /// <param name="strategy">One of <see cref="Strategies"/>.</param>
    /// <param name="puzzles">The puzzles.</param>
    /// <param name="moves">Most moves a puzzle may cost.</param>
    public static async Task<(int Solved, double Moves)> PlayAsync(string strategy, IReadOnlyList<string> puzzles, int moves)
    {
        ArgumentNullException.ThrowIfNull(puzzles);
        using var reasoner = Strategies[strategy](Reasoner.For(new RandomMoveGenerator()).WithVerifier(Judge))
            .StopWhen(Stop.FirstVerified(1)).WithBudget(budget => budget.Calls(moves)).Build();
        var (solved, spent) = (0, 0L);
        foreach (var puzzle in puzzles)
        {
            var result = await reasoner.ReasonAsync(new() { Prompt = Prompt.FromString(puzzle) });
            solved += result.Answer == "24" ? 1 : 0;
            spent += result.Usage.GeneratorCalls;
        }

        return (solved, (double)spent / puzzles.Count);
    }
}
