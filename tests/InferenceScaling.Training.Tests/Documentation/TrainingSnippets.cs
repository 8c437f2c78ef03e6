using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Schedules;
using InferenceScaling.Training.Verifiers;

namespace InferenceScaling.Training.Tests.Documentation;

/// <summary>The code of docs/training.md.</summary>
internal static class TrainingSnippets
{
    public static async Task First(ImmutableArray<TrainingSequence> texts, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        using var decoder = TrainableDecoder.Load("smollm2");
        var source = new ListSource("my texts", texts, seed: 1);
        var options = new TrainingOptions
        {
            TotalSteps = 2_000,
            Batches = new() { TokensPerBatch = 8_192, Packing = true },
            Optimizer = new() { Muon = new(), AdamW = new() { LearningRate = 3e-3 } },
            Schedule = new() { WarmupSteps = 40, HoldUntil = 0.35, Decay = LearningRateDecay.Linear },
            CheckpointPath = "run/checkpoint.safetensors",
        };
        await new ModelTrainer(decoder, source, options).TrainAsync(progress, cancellationToken);
        decoder.Save("smollm2-mine", TensorType.BF16);
    }

    public static TrainingSequence Masked(ImmutableArray<int> promptAndAnswer, ImmutableArray<int> prompt)
    {
        var text = TrainingSequence.After(promptAndAnswer, promptLength: prompt.Length);
        return text;
    }

    public static IReadOnlyList<TrainingSequence> Verifiers(int[] prompt, LabelledStep[] steps, string[] solution)
    {
        var lesson = StepClassifierLesson.Create(prompt, steps, StepLabelScheme.Local, StepLabelDensity.EveryToken);
        var corrupted = StepCorruption.Apply(solution, seed: 1, index: 0);
        var hard = new HardNegatives<TrainingSequence>(capacity: 1_000);
        hard.Add(lesson, score: 0.97, isRight: false);
        return corrupted is null ? [] : hard.Hardest;
    }

    private static TrainingSequence Write(long index, int digits)
    {
        var (left, right) = ((int)index % (digits == 1 ? 5 : 50), (int)(index / 7) % (digits == 1 ? 5 : 50));
        return TrainingSequence.After([left, right, left + right], promptLength: 2);
    }

    public sealed class Sums(ulong seed) : ITrainingSource
    {
        public string Identity => $"sums, seed {seed}";

        public TrainingSequence Read(long index, double progress) => Write(index, digits: progress < 0.3 ? 1 : 2);
    }
}
