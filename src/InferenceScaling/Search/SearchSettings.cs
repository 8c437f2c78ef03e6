using InferenceScaling.Answers;
using InferenceScaling.Budgets;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>What a reasoner was built from; shared by all its requests.</summary>
internal sealed record SearchSettings
{
    public required IStepGenerator Generator { get; init; }

    public required SearchStrategy Strategy { get; init; }

    public required AnswerSelector Selector { get; init; }

    public IVerifier? Verifier { get; init; }

    public IStoppingRule? Stopping { get; init; }

    public BatchSchedule Batches { get; init; } = BatchSchedule.Default;

    public ScoreAggregation Aggregation { get; init; } = ScoreAggregation.Product;

    public AnswerDomain Answers { get; init; } = AnswerDomain.Text;

    public StepOptions Steps { get; init; } = new();

    public PathLimits Limits { get; init; } = new();

    public Budget Budget { get; init; } = Budget.Unlimited;

    public PriceTable Prices { get; init; } = PriceTable.Empty;

    public EnergySource? Energy { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where each request is journaled; null for nowhere.</summary>
    public IReasoningJournal? Journal { get; init; }

    /// <summary>The options of the strategy by name, to tell requests in a journal apart.</summary>
    public IReadOnlyList<(string Name, string Value)> StrategyOptions { get; init; } = [];

    /// <summary>The calls of the request that runs, if it is journaled.</summary>
    public JournaledCalls? Calls { get; init; }

    /// <summary>Whether the strategy, the selection or the stopping rule lives on scores.</summary>
    public bool NeedsScores => Strategy.RequiresVerifier || Selector.RequiresScores || Stopping is { RequiresScores: true };
}
