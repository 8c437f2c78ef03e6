using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Optimizers;
using InferenceScaling.Training.Schedules;
using Microsoft.Extensions.Logging;

namespace InferenceScaling.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Steps of the whole training.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>How texts become batches.</summary>
    public BatchSettings Batches { get; init; } = new();

    /// <summary>How weights follow gradients.</summary>
    public OptimizerSettings Optimizer { get; init; } = new();

    /// <summary>How learning rates change.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Batches a step sums the gradients of: a larger batch in the memory of a small one.</summary>
    public int BatchesPerStep { get; init; } = 1;

    /// <summary>The checkpoint file: written as training goes, and resumed from where it exists. Null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 200;

    /// <summary>Steps between reports of progress.</summary>
    public long ReportEvery { get; init; } = 20;

    /// <summary>Steps between evaluations.</summary>
    public long EvaluateEvery { get; init; } = 500;

    /// <summary>Measures the model at a step now and then, by name; reported with the progress. Must not change the weights. Null for never.</summary>
    public Func<TrainableDecoder, long, CancellationToken, Task<IReadOnlyDictionary<string, double>>>? Evaluate { get; init; }

    /// <summary>Receives what happens; null for nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Tells the time for tokens per second; null for the system's clock.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
