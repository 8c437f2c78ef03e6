using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.DiverseVerifierTree;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.Particles;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace Ask;

/// <summary>The strategies by name. Those that need a verifier use the model's own certainty, which every model has.</summary>
internal static class Strategies
{
    private static readonly Dictionary<string, Func<ReasonerBuilder, int, ReasonerBuilder>> ByName = new()
    {
        ["greedy"] = (builder, _) => builder.UseGreedy(),
        ["self-consistency"] = (builder, paths) => builder.UseSelfConsistency(o => o.Samples = paths),
        ["adaptive-consistency"] = (builder, paths) => builder.UseSelfConsistency(o => o.Samples = paths).StopWhen(Stop.AdaptiveConsistency()),
        ["weighted-vote"] = (builder, paths) => Certain(builder).UseSelfConsistency(o => o.Samples = paths).SelectBy(AnswerSelector.WeightedVote),
        ["best-of-n"] = (builder, paths) => Certain(builder).UseBestOfN(o => o.Samples = paths),
        ["beam"] = (builder, paths) => Certain(builder).UseBeamSearch(o => (o.Width, o.Branching) = (paths, Math.Min(4, paths))),
        ["rebase"] = (builder, paths) => Certain(builder).UseRewardBalancedTreeSearch(o => o.Width = paths),
        ["dvts"] = (builder, paths) => Certain(builder).UseDiverseVerifierTreeSearch(o => (o.Subtrees, o.Branching) = (Math.Max(1, paths / 4), 4)),
        ["particles"] = (builder, paths) => Certain(builder).UseParticleFilter(o => o.Particles = paths),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static ReasonerBuilder Use(string name, ReasonerBuilder builder, int paths) => ByName[name](builder, paths);

    private static ReasonerBuilder Certain(ReasonerBuilder builder) => builder.WithVerifier(new ConfidenceVerifier()).AggregateBy(ScoreAggregation.Mean);
}
