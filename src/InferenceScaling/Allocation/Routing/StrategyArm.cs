using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Selection;

namespace InferenceScaling.Allocation.Routing;

/// <summary>One way to answer among several: a strategy at a width, with how it chooses and perhaps another model.</summary>
/// <param name="Name">Names it in frontiers, logs and notes; unique among its fellows, such as <c>best of 16</c>.</param>
/// <param name="Strategy">What runs.</param>
public sealed record StrategyArm(string Name, SearchStrategy Strategy)
{
    /// <summary>Answers from the samples that a probe already made. For arms behind a probe only.</summary>
    public static StrategyArm AnswerNow { get; } = new("answer now", new NoSearch());

    /// <summary>How the answer is chosen; null for as the strategy's paper does.</summary>
    public AnswerSelector? Selector { get; init; }

    /// <summary>The model that runs it; null for the reasoner's own.</summary>
    public IStepGenerator? Generator { get; init; }

    /// <summary>How the answer is chosen.</summary>
    internal AnswerSelector EffectiveSelector => Selector ?? Strategy.DefaultSelector;

    /// <summary>Whether it cannot work without a verifier.</summary>
    internal bool RequiresVerifier => Strategy.RequiresVerifier || EffectiveSelector.RequiresScores;

    private sealed class NoSearch : SearchStrategy
    {
        public override string Name => "no search";

        public override Task RunAsync(SearchContext search) => Task.CompletedTask;
    }
}
