using InferenceScaling.Answers;
using InferenceScaling.Budgets;
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

    /// <summary>Whether the strategy, the selection or the stopping rule lives on scores.</summary>
    public bool NeedsScores => Strategy.RequiresVerifier || Selector.RequiresScores || Stopping is { RequiresScores: true };
}
