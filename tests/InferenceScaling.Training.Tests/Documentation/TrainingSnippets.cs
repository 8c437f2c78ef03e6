using System.Collections.Immutable;
using InferenceScaling.Models;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Reasoning;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.Training.Compression;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;
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

    public static async Task<DistillationScores> Distilled(ITrainingSource source, TrainingOptions options, int endOfText, TrainingSequence[] heldOut, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        using var teacher = TrainableDecoder.Load("smollm2");
        using var student = TrainableDecoder.Load("smollm2-cut");
        var distillation = new DistillationOptions
        {
            Loss = new() { Divergence = DivergenceKind.ForwardKl, Temperature = 2, CrossEntropyShare = 0.1 },
            OnPolicyShare = 0.5,
            Continuations = new() { MaxTokens = 64, EndTokens = [endOfText] },
        };
        await new DistillationTrainer(teacher, student, source, options, distillation).TrainAsync(progress, cancellationToken);
        var scores = DistillationScores.Of(teacher, student, heldOut, cancellationToken: cancellationToken);
        return scores;
    }

    public static async Task<ITrainingSource> Found(TrainableDecoder teacher, ImmutableArray<int>[] prompts, IReasoner reasoner, LanguageModel model, string question, List<SolvedRequest> found, CancellationToken cancellationToken)
    {
        var written = await SampledTexts.DrawAsync(teacher, prompts, new() { Sampling = new() { Temperature = 0.8 } }, cancellationToken);
        var result = await reasoner.ReasonAsync(question, cancellationToken);
        if (SolvedRequest.From(model, result) is { } solved)
            found.Add(solved);
        var source = new MixedSource(new ListSource("written", written, seed: 1), new SearchSource("found", found, seed: 1), share: 0.5, seed: 1);
        return source;
    }

    public static async Task Smaller(TrainingSequence[] texts, ITrainingSource source, TrainingOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        using var whole = TrainableDecoder.Load("smollm2");
        var scores = TaylorScores.Of(whole, texts, cancellationToken: cancellationToken);
        var cut = new StructuredCut { Neurons = CutSelection.Lowest(scores.Neurons, 0.3), HeadGroups = CutSelection.Lowest(scores.HeadGroups, 0.25) };
        var sliced = StructuredSlicing.Apply(whole.Config, whole.Weights, cut, cancellationToken);
        using var student = whole.With(sliced.Config, sliced.Weights);
        await new DistillationTrainer(whole, student, source, options).TrainAsync(progress, cancellationToken);
        student.Save("smollm2-cut");
    }

    public static async Task Recovered(LanguageModel model, IEnumerable<string> texts, ITrainingSource source, CancellationToken cancellationToken)
    {
        await using var result = await ModelCompressor.For(model)
            .CalibrateWith(texts)
            .Prune(Structured.FeedForward(0.5).ScoredBy(ChannelScore.ActivationNorm, ChannelScore.Wanda, ChannelScore.Taylor))
            .DistilFrom(model, source, new() { TotalSteps = 500 })
            .Quantize(Int8.Dynamic())
            .Accept(kl: 0.05)
            .RunAsync(cancellationToken: cancellationToken);
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
