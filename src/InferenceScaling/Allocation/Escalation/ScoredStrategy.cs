using InferenceScaling.Search;

namespace InferenceScaling.Allocation.Escalation;

/// <summary>A strategy whose candidates are scored, whether it needs that or not: so that the stages' answers can be compared.</summary>
internal sealed class ScoredStrategy(SearchStrategy inner) : SearchStrategy
{
    public override string Name => inner.Name;

    public override bool RequiresVerifier => true;

    public override Task RunAsync(SearchContext search) => inner.RunAsync(search);
}
