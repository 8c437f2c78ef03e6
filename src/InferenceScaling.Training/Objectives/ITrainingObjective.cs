using InferenceScaling.Training.Data;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Objectives;

/// <summary>What a training makes smaller. All that an objective remembers from step to step is in <see cref="States"/>: a training that was killed goes on with it.</summary>
internal interface ITrainingObjective : IDisposable
{
    /// <summary>What it is, for checkpoints; empty for plain cross-entropy.</summary>
    string Identity { get; }

    /// <summary>What it remembers from step to step.</summary>
    IEnumerable<(string Name, Tensor State)> States { get; }

    /// <summary>The batch to learn from in place of one of the source. Same batch, place and weights, same result.</summary>
    /// <param name="batch">The batch of the source.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="number">Number of the batch, counted over the whole training.</param>
    /// <param name="cancellationToken">Stops the preparation; nothing has changed then.</param>
    TrainingBatch Prepare(TrainingBatch batch, long step, long number, CancellationToken cancellationToken);

    /// <summary>The loss of a prepared batch: a scalar that can be differentiated, in the caller's scope.</summary>
    Tensor Loss(TrainingBatch batch);
}
