using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;

namespace InferenceScaling.Training.Compression;

/// <summary>Lets a decoder that was cut learn from a whole one what it has lost.</summary>
internal sealed class DistillationStep(Func<IDecoderSource> teacher, string teacherName, ITrainingSource? source, TrainingOptions options, DistillationOptions distillation, TrainingDevice device) : ICompressionStep
{
    private const ulong Seed = 1;

    public string Name => $"{options.TotalSteps} steps of distillation from {teacherName}";

    public bool Recovers => true;

    public bool NeedsTexts => source is null;

    public async Task<StepOutcome> ApplyAsync(CompressedDecoder decoder, CompressionContext context, CancellationToken cancellationToken)
    {
        var quantized = DecoderWeightList.Of(decoder.Config).FirstOrDefault(weight => weight.Shape.Length == 2 && decoder.Weights.Quantization(weight.Name) is not null);
        if (quantized.Name is not null)
            throw new CompressionException($"'{quantized.Name}' is kept in integers, which cannot be trained. Distil first and quantise afterwards.");
        using var whole = teacher();
        using var wise = TrainableDecoder.From(whole.Config, whole.Weights, device: device);
        using var student = TrainableDecoder.From(decoder.Config, decoder.Weights, device: device);
        var own = context.Folder is null ? options : options with { CheckpointPath = Path.Combine(context.Folder, "distillation.checkpoint") };
        await new DistillationTrainer(wise, student, source ?? Texts(context), own, distillation)
            .TrainAsync(new Told(context.Report), cancellationToken).ConfigureAwait(false);
        return new(new(decoder.Config, new HeldWeights(student, decoder.Weights)), [new("all", Name)]);
    }

    private ListSource Texts(CompressionContext context) => new("calibration texts", [.. context.Require(Name).Fitted.Select(static window => TrainingSequence.After(window))], Seed);

    private sealed class Told(Action<double, string> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report((double)value.Step / value.TotalSteps, FormattableString.Invariant($"loss {value.Loss:F4}"));
    }
}
