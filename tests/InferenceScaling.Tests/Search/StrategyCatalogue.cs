using InferenceScaling.Allocation.Escalation;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.AdaptiveBranching;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.BestFirst;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Cascade;
using InferenceScaling.Search.Deliberation;
using InferenceScaling.Search.DiverseVerifierTree;
using InferenceScaling.Search.MonteCarloTree;
using InferenceScaling.Search.Particles;
using InferenceScaling.Search.Portfolio;
using InferenceScaling.Search.Revision;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Search.Speculative;
using InferenceScaling.Search.StepwiseCorrection;
using InferenceScaling.Search.TreeOfThoughts;
using InferenceScaling.Search.VerifierGuard;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

/// <summary>Every strategy in a small size, with the most generator calls it may make, over a tree of paths of at most five steps.</summary>
internal static class StrategyCatalogue
{
    public const int PathSteps = 5;

    private static readonly Dictionary<string, (Func<ReasonerBuilder, Func<IStepGenerator>, ReasonerBuilder> Use, int MostCalls)> Strategies = new()
    {
        ["best-of-N"] = ((b, _) => b.UseBestOfN(o => o.Samples = 6), 6 * PathSteps),
        ["beam"] = ((b, _) => b.UseBeamSearch(o => (o.Width, o.Branching) = (8, 4)), 8 * PathSteps),
        ["beam with lookahead"] = ((b, _) => b.UseBeamSearch(o => (o.Width, o.Branching, o.Lookahead) = (6, 3, 2)), 6 * PathSteps * 3),
        ["DVTS"] = ((b, _) => b.UseDiverseVerifierTreeSearch(o => (o.Subtrees, o.Branching) = (3, 3)), 9 * PathSteps),
        ["DVTS with lookahead"] = ((b, _) => b.UseDiverseVerifierTreeSearch(o => (o.Subtrees, o.Branching, o.Lookahead) = (2, 2, 1)), 4 * PathSteps * 2),
        ["REBASE"] = ((b, _) => b.UseRewardBalancedTreeSearch(o => o.Width = 8), 8 * PathSteps),
        ["particle filter"] = ((b, _) => b.UseParticleFilter(o => o.Particles = 6), 6 * PathSteps),
        ["entropic particle filter"] = ((b, _) => b.UseParticleFilter(o => (o.Particles, o.Annealing, o.ResampleBelow) = (6, ParticleAnnealing.EffectiveSampleSize, 0.5)), 6 * PathSteps),
        ["particle Gibbs"] = ((b, _) => b.UseParticleGibbs(o => (o.Iterations, o.Particles) = (3, 4)), 12 * PathSteps),
        ["MCTS"] = ((b, _) => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching) = (12, 2)), (12 * 2) + PathSteps),
        ["MCTS by PUCT"] = ((b, _) => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Policy) = (12, 2, TreePolicy.Puct)), (12 * 2) + PathSteps),
        ["MCTS with widening"] = ((b, _) => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Widening) = (12, 2, true)), (12 * 2) + PathSteps),
        ["MCTS by agreement"] = ((b, _) => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching, o.Value) = (6, 2, LeafValue.Agreement)), 6 * 2 * (1 + PathSteps)),
        ["best-first"] = ((b, _) => b.UseBestFirstSearch(o => (o.Expansions, o.Branching, o.Completions) = (12, 3, 3)), (12 * 3) + PathSteps),
        ["best-first with reopening"] = ((b, _) => b.UseBestFirstSearch(o => (o.Expansions, o.Branching, o.Completions, o.Reopening) = (12, 3, 3, 0.5)), (12 * 3) + PathSteps),
        ["AB-MCTS"] = ((b, other) => b.UseAdaptiveBranchingTreeSearch(o =>
        {
            o.Nodes = 20;
            o.Generators.Add(other());
        }), 20 + PathSteps),
        ["AB-MCTS of steps"] = ((b, _) => b.UseAdaptiveBranchingTreeSearch(o => (o.Nodes, o.Reward) = (20, RewardUnit.Step)), 20 + PathSteps),
        ["AB-MCTS-M"] = ((b, _) => b.UseAdaptiveBranchingTreeSearch(o => (o.Nodes, o.Rule) = (12, BranchingRule.MixedModel)), 12 + PathSteps),
        ["sequential revision"] = ((b, _) => b.UseSequentialRevision(o => (o.Chains, o.Attempts) = (3, 2)), 3 * 2 * PathSteps),
        ["budget forcing"] = ((b, _) => b.UseBudgetForcing(o => (o.Samples, o.ThinkingTokens) = (3, 12)), 3 * 3 * 12),
        ["stepwise correction"] = ((b, _) => b.UseStepwiseCorrection(o => (o.Samples, o.Attempts, o.Backtracks) = (2, 3, 2)), 2 * 3 * (PathSteps + (2 * 2))),
        ["guarded REBASE"] = ((b, _) => b.UseVerifierGuard(o => (o.Quality, o.Strategy) = (0.9, new RewardBalancedTreeSearch(new() { Width = 4 }))), 4 * PathSteps),
        ["fallen back to a vote"] = ((b, _) => b.UseVerifierGuard(o => o.Fallback = new SelfConsistencySearch(new() { Samples = 4 })), 4 * PathSteps),
        ["tree of thoughts"] = ((b, _) => b.UseTreeOfThoughts(o => (o.Breadth, o.Branching, o.Judgements) = (2, 3, 2)), 2 * 3 * PathSteps * (1 + (2 * PathSteps))),
        ["tree of thoughts, depth first"] = ((b, _) => b.UseTreeOfThoughts(o => (o.Order, o.Judge, o.Breadth, o.Branching) = (ThoughtOrder.DepthFirst, ThoughtJudge.Verifier, 2, 3)), (100 * 3) + PathSteps),
        ["universal self-consistency"] = ((b, _) => b.UseUniversalSelfConsistency(o => o.Samples = 4), 5 * PathSteps),
        ["debate"] = ((b, _) => b.UseDebate(o => o.Rounds = 1), 3 * 2 * PathSteps),
        ["cascade"] = ((b, other) => b.UseCascade(o => (o.Generators, o.Strategy) = ([other()], new BestOfNSearch(new() { Samples = 3 }))), 6 * PathSteps),
        ["escalation"] = ((b, other) => b.UseEscalation(o => o.Stages =
            [
                new(new("one path", new SelfConsistencySearch(new() { Samples = 1 })), Cost: 0, Rescue: 0),
                new(new("a vote", new SelfConsistencySearch(new() { Samples = 3 })), Cost: 0.01, Rescue: 0.5, Harm: 0.1),
                new(new("another model", new RewardBalancedTreeSearch(new() { Width = 4 })) { Generator = other() }, Cost: 0.02, Rescue: 0.6),
            ]), (1 + 3 + 4) * PathSteps),
        ["a routed search"] = ((b, _) => b.UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = ([new("best of 3", new BestOfNSearch(new() { Samples = 3 }))], new FixedArm(0), 2)), (2 + 3) * PathSteps),
        ["speculative steps"] = ((b, other) => b.UseSpeculativeSteps(o => o.Drafter = other()), 4 * 2 * PathSteps),
        ["portfolio"] = ((b, _) => b.UsePortfolio(o => o.Strategies =
            [new RewardBalancedTreeSearch(new() { Width = 3 }), new RewardBalancedTreeSearch(new() { Width = 3 }), new SelfConsistencySearch(new() { Samples = 2 })]), 8 * PathSteps),
    };

    public static IEnumerable<string> Names => Strategies.Keys;

    public static int MostCalls(string name) => Strategies[name].MostCalls;

    public static ReasonerBuilder Use(string name, IStepGenerator generator, IStepGenerator? other = null, Func<ReasoningPath, double>? judge = null) =>
        Strategies[name].Use(Reasoner.For(generator).WithVerifier(new ScriptedVerifier(judge ?? Perfect)).WithPathLimits(limits => limits with { Steps = PathSteps }), () => other ?? new ScriptedGenerator(Steps));

    /// <summary>A step is right or wrong by lot; a path of right steps ends in the right answer, 7.</summary>
    public static ScriptedStep Steps(ReasoningPath path, int ordinal) => Steps(path, ordinal, rightShare: 0.6, openShare: 0.7, depth: 3);

    /// <summary>The same for other worlds.</summary>
    /// <param name="path">The path.</param>
    /// <param name="ordinal">Which child.</param>
    /// <param name="rightShare">Share of steps that are right.</param>
    /// <param name="openShare">Share of steps after which the path goes on.</param>
    /// <param name="depth">Where every path ends at the latest.</param>
    public static ScriptedStep Steps(ReasoningPath path, int ordinal, double rightShare, double openShare, int depth)
    {
        var lot = path.Random.Child(ordinal);
        var step = lot.Uniform(0) < rightShare ? "right. " : "wrong. ";
        var tokens = 1 + (int)(lot.Bits(1) % 4);
        if (path.Depth < depth && lot.Uniform(2) < openShare)
            return ScriptedStep.Continue(step) with { Tokens = tokens };
        var isRight = step == "right. " && !path.Text.Contains("wrong", StringComparison.Ordinal);
        return ScriptedStep.End($"{step}Answer: {(isRight ? 7 : lot.Bits(3) % 3)}") with { Tokens = tokens };
    }

    public static double Perfect(ReasoningPath path) => path.Step!.Text.Contains("wrong", StringComparison.Ordinal) ? 0 : 1;
}
