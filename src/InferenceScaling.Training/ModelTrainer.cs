using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Checkpoints;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Diagnostics;
using InferenceScaling.Training.Objectives;
using InferenceScaling.Training.Optimizers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace InferenceScaling.Training;

/// <summary>Trains a decoder on a source of texts: generators, likelihood verifiers and step classifiers alike, for a target is an id or a class.</summary>
/// <remarks>Deterministic on a CPU: same decoder, source, options and number of threads, same weights, whether or not it was interrupted on the way.</remarks>
/// <param name="decoder">The decoder; its weights change.</param>
/// <param name="source">What it learns from.</param>
/// <param name="options">How.</param>
public sealed class ModelTrainer(TrainableDecoder decoder, ITrainingSource source, TrainingOptions options)
{
    private readonly TimeProvider _time = options.TimeProvider ?? TimeProvider.System;
    private readonly ILogger _logger = options.Logger ?? NullLogger.Instance;
    private readonly Func<ITrainingObjective> _objective = () => new CrossEntropy(decoder);

    /// <summary>Trains towards another objective than cross-entropy.</summary>
    internal ModelTrainer(TrainableDecoder decoder, ITrainingSource source, TrainingOptions options, Func<ITrainingObjective> objective)
        : this(decoder, source, options) => _objective = objective;

    /// <summary>Trains to the end, from the checkpoint where there is one.</summary>
    /// <param name="progress">Hears of every report; null for nobody. Called on the training's thread.</param>
    /// <param name="cancellationToken">Stops after the step under way and writes a checkpoint.</param>
    /// <exception cref="InvalidDataException">The checkpoint belongs to another training, or the source gives a text that cannot be learnt.</exception>
    /// <exception cref="InvalidOperationException">The loss became infinite or NaN. The checkpoint before is kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is written.</exception>
    public Task TrainAsync(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TotalSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchesPerStep, 1);
        return Task.Run(() => RunAsync(progress, cancellationToken), CancellationToken.None);
    }

    private async Task RunAsync(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var objective = _objective();
        using var optimizer = new Optimizer(decoder, options.Optimizer);
        var reader = new BatchReader(source, options.Batches, options.TotalSteps * options.BatchesPerStep);
        var state = Resume(objective, optimizer, reader);
        var window = new ProgressWindow(_time, state);
        while (state.Step < options.TotalSteps)
        {
            if (Prepare(objective, reader, state, cancellationToken) is not { } batches)
            {
                Save(objective, optimizer, state);
                throw new OperationCanceledException(cancellationToken);
            }

            state = Step(objective, optimizer, batches, state, window) with { PoolStart = reader.PoolStart, PoolStep = reader.PoolStep };
            var evaluation = await EvaluateAsync(state, cancellationToken).ConfigureAwait(false);
            if (evaluation is not null || IsDue(state.Step, options.ReportEvery))
                Report(window.Take(state, options, evaluation), progress);
            if (IsDue(state.Step, options.CheckpointEvery))
                Save(objective, optimizer, state);
        }
    }

    // Null where the training is cancelled: before a gradient is computed, so that the step can be done again.
    private List<TrainingBatch>? Prepare(ITrainingObjective objective, BatchReader reader, TrainingState state, CancellationToken cancellationToken)
    {
        var batches = new List<TrainingBatch>();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var part = 0; part < options.BatchesPerStep; part++)
            {
                var number = (state.Step * options.BatchesPerStep) + part;
                var batch = reader.Read(number);
                if (batch.Targets.Length == 0)
                    throw new InvalidDataException($"The batch of step {state.Step} from {source.Identity} has nothing to learn: all its targets are negative.");
                batches.Add(objective.Prepare(batch, state.Step, number, cancellationToken));
            }

            return batches;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private bool IsDue(long step, long every) => step == options.TotalSteps || (every > 0 && step % every == 0);

    private TrainingState Step(ITrainingObjective objective, Optimizer optimizer, List<TrainingBatch> batches, TrainingState state, ProgressWindow window)
    {
        var tokens = 0;
        var loss = 0.0;
        foreach (var batch in batches)
        {
            loss += Backward(objective, batch) / options.BatchesPerStep;
            tokens += batch.TokenCount;
        }

        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"The loss of step {state.Step} is {loss}. Lower the learning rate, or clip gradients; the checkpoint before this step is kept.");
        var schedule = options.Schedule.At(state.Step, options.TotalSteps);
        window.Add(loss, schedule, optimizer.Step(state.Step + 1, schedule));
        TrainingMeter.Tokens.Add(tokens);
        TrainingMeter.Steps.Add(1);
        TrainingMeter.Loss.Record(loss);
        return state with { Step = state.Step + 1, Tokens = state.Tokens + tokens };
    }

    private double Backward(ITrainingObjective objective, TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var loss = objective.Loss(batch);
        (options.BatchesPerStep == 1 ? loss : loss.Over(options.BatchesPerStep)).backward();
        return loss.item<float>();
    }

    private async Task<IReadOnlyDictionary<string, double>?> EvaluateAsync(TrainingState state, CancellationToken cancellationToken)
    {
        if (options.Evaluate is null || !IsDue(state.Step, options.EvaluateEvery))
            return null;
        return await options.Evaluate(decoder, state.Step, cancellationToken).ConfigureAwait(false);
    }

    private void Report(TrainingProgress report, IProgress<TrainingProgress>? progress)
    {
        TrainingLog.Progressed(_logger, report.Step, report.TotalSteps, report.Loss, report.TokensPerSecond);
        foreach (var (name, value) in report.Evaluation ?? new Dictionary<string, double>())
            TrainingLog.Evaluated(_logger, report.Step, name, value);
        progress?.Report(report);
    }

    private TrainingState Resume(ITrainingObjective objective, Optimizer optimizer, BatchReader reader)
    {
        if (options.CheckpointPath is not { } path || !File.Exists(path))
            return new(0, 0, 0, -1);
        var state = TrainingCheckpoint.Read(path, Identity(objective), Tensors(objective, optimizer));
        reader.Resume(state.PoolStart, state.PoolStep, state.Step * options.BatchesPerStep);
        TrainingLog.Resumed(_logger, state.Step, options.TotalSteps, path);
        return state;
    }

    private void Save(ITrainingObjective objective, Optimizer optimizer, TrainingState state)
    {
        if (options.CheckpointPath is not { } path)
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        TrainingCheckpoint.Write(path, Identity(objective), state, Tensors(objective, optimizer));
        TrainingLog.Saved(_logger, state.Step, path);
    }

    private IEnumerable<(string, Tensor)> Tensors(ITrainingObjective objective, Optimizer optimizer) =>
        decoder.Parameters.Select(parameter => ($"weights.{parameter.Key}", parameter.Value)).Concat(optimizer.States).Concat(objective.States);

    // Whatever a step's outcome depends on.
    private string Identity(ITrainingObjective objective) =>
        $"{source.Identity}; {decoder.Config.Family} {decoder.ParameterCount} weights; {options.TotalSteps} × {options.BatchesPerStep} steps; {options.Batches}; {options.Optimizer}; {options.Schedule}{(objective.Identity.Length > 0 ? "; " : "")}{objective.Identity}";
}
