using System.Globalization;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Training;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Samples.TrainLedger;

/// <summary>One training from its first step to a saved model, with its curve in a file beside the checkpoint.</summary>
internal sealed class Stage(string name, TrainSettings settings, IReadOnlyList<TrainingSequence> judged)
{
    private readonly string _curve = Path.Combine(settings.Folder, $"{name}.csv");

    public string ModelFolder => Path.Combine(settings.Folder, name);

    /// <summary>Trains, or goes on where an earlier run stopped.</summary>
    public async Task RunAsync(TrainableDecoder decoder, ITrainingSource source, TrainingOptions options, Action<TrainingProgress> show, Action<TrainableDecoder, long>? watch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Folder);
        options = options with
        {
            Evaluate = (model, step, _) =>
            {
                var scores = SequenceScores.Of(model, judged);
                watch?.Invoke(model, step);
                return Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["loss"] = scores.Loss, ["tokens"] = scores.TokenAccuracy, ["texts"] = scores.SequenceAccuracy });
            },
        };
        await new ModelTrainer(decoder, source, options).TrainAsync(new Direct(progress => Report(progress, show)), cancellationToken);
        decoder.Save(ModelFolder, TensorType.BF16);
    }

    // Rows after the step a run resumed from are written again; readers take the last of a step.
    private void Report(TrainingProgress progress, Action<TrainingProgress> show)
    {
        var scores = progress.Evaluation;
        File.AppendAllText(_curve, string.Create(CultureInfo.InvariantCulture,
            $"{progress.Step},{progress.Tokens},{progress.Loss:F5},{progress.TokensPerSecond:F0},{scores?["loss"]:F5},{scores?["tokens"]:F5},{scores?["texts"]:F5}\n"));
        show(progress);
    }

    private sealed class Direct(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
