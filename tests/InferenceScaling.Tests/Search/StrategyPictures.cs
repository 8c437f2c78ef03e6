using System.Text;
using InferenceScaling.Allocation.Escalation;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Diagnostics;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.AdaptiveBranching;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.BestFirst;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.Cascade;
using InferenceScaling.Search.Deliberation;
using InferenceScaling.Search.DiverseVerifierTree;
using InferenceScaling.Search.Greedy;
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

/// <summary>Draws a small search with each strategy, over a toy model whose steps are right or wrong by lot and a verifier that mostly notices.</summary>
internal static class StrategyPictures
{
    private static readonly (string Name, Func<ReasonerBuilder, ReasonerBuilder> Use)[] Strategies =
    [
        ("Greedy", b => b.UseGreedy()),
        ("Self-consistency", b => b.UseSelfConsistency(o => o.Samples = 4)),
        ("Best-of-N", b => b.UseBestOfN(o => o.Samples = 4)),
        ("Beam search", b => b.UseBeamSearch(o => (o.Width, o.Branching) = (4, 2))),
        ("Beam search with lookahead", b => b.UseBeamSearch(o => (o.Width, o.Branching, o.Lookahead, o.Completions) = (2, 2, 1, 1))),
        ("Diverse verifier tree search", b => b.UseDiverseVerifierTreeSearch(o => (o.Subtrees, o.Branching) = (2, 2))),
        ("REBASE", b => b.UseRewardBalancedTreeSearch(o => o.Width = 5)),
        ("Particle filter", b => b.UseParticleFilter(o => o.Particles = 5)),
        ("Particle Gibbs", b => b.UseParticleGibbs(o => (o.Iterations, o.Particles) = (2, 3))),
        ("Monte Carlo tree search", b => b.UseMonteCarloTreeSearch(o => (o.Iterations, o.Branching) = (6, 2))),
        ("AB-MCTS", b => b.UseAdaptiveBranchingTreeSearch(o => o.Nodes = 14)),
        ("Best-first search", b => b.UseBestFirstSearch(o => (o.Expansions, o.Branching) = (6, 3))),
        ("Tree of thoughts", b => b.UseTreeOfThoughts(o => (o.Judge, o.Breadth, o.Branching) = (ThoughtJudge.Verifier, 2, 2))),
        ("Stepwise correction", b => b.UseStepwiseCorrection(o => (o.Attempts, o.Backtracks) = (2, 2))),
        ("Sequential revision", b => b.UseSequentialRevision(o => (o.Chains, o.Attempts, o.RevisionText) = (2, 2, " Let me check. "))),
        ("Budget forcing", b => b.UseBudgetForcing(o => (o.Continuations, o.EndOfThinking, o.ContinuationText) = (2, "", " Wait, "))),
        ("Universal self-consistency", b => b.UseUniversalSelfConsistency(o => o.Samples = 3)),
        ("Debate", b => b.UseDebate(o => (o.Rounds, o.ReconsiderText) = (1, " Others said: {answers} "))),
        ("Cascade", b => b.UseCascade(o => (o.Generators, o.Strategy) = ([new ScriptedGenerator(StrategyCatalogue.Steps)], new SelfConsistencySearch(new() { Samples = 3 })))),
        ("Speculative step search", b => b.UseSpeculativeSteps(o => (o.Drafter, o.Samples) = (new ScriptedGenerator(StrategyCatalogue.Steps), 2))),
        ("Portfolio of REBASE and self-consistency", b => b.UsePortfolio(o => o.Strategies = [new RewardBalancedTreeSearch(new() { Width = 3 }), new SelfConsistencySearch(new() { Samples = 2 })])),
        ("Escalation from one path to a vote to REBASE", b => b.UseEscalation(o => o.Stages =
            [
                new(new("one path", new SelfConsistencySearch(new() { Samples = 1 })), Cost: 0, Rescue: 0),
                new(new("a vote", new SelfConsistencySearch(new() { Samples = 2 })), Cost: 0.01, Rescue: 0.4, Harm: 0.1),
                new(new("REBASE", new RewardBalancedTreeSearch(new() { Width = 3 })), Cost: 0.03, Rescue: 0.6),
            ])),
        ("A routed search: a probe, and the arm it leads to", b => b.UseRoutedSearch(o =>
            (o.Arms, o.Policy, o.ProbeSamples) = ([new("REBASE of 3", new RewardBalancedTreeSearch(new() { Width = 3 }))], new FixedArm(0), 2))),
        ("REBASE under a verifier guard", b => b.UseVerifierGuard(o => (o.Quality, o.Strategy) = (0.9, new RewardBalancedTreeSearch(new() { Width = 3 })))),
    ];

    public static async Task<string> DrawAsync()
    {
        var text = new StringBuilder();
        foreach (var (name, use) in Strategies)
        {
            var verifier = new ScriptedVerifier(path => StrategyCatalogue.Perfect(path) == 1 ? Math.Round(0.6 + (0.4 * path.Random.Uniform(77)), 2) : Math.Round(0.5 * path.Random.Uniform(77), 2));
            var result = await use(Reasoner.For(new ScriptedGenerator(StrategyCatalogue.Steps)).WithVerifier(verifier).WithPathLimits(limits => limits with { Steps = 8 })).Build()
                .ReasonAsync(new() { Prompt = Prompt.FromString("a question"), Seed = 5 });
            text.Append("### ").Append(name).Append("\n\n```mermaid\n").Append(result.ToMermaid()).Append("```\n\n");
        }

        return text.ToString();
    }
}
