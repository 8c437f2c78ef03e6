using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training;
using InferenceScaling.Training.Compression;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;
using InferenceScaling.Training.Optimizers;
using InferenceScaling.Training.Schedules;
using TorchSharp;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>Trains half-size generators: from the same start, or from what is left of the teacher.</summary>
internal sealed class Students : IDisposable
{
    private const ulong Start = 5;

    private readonly TrainableDecoder _teacher;

    public Students(IDecoderSource teacher)
    {
        TorchRuntime.EnsureLoaded();
        torch.set_num_threads(1);
        _teacher = TrainableDecoder.From(teacher.Config, teacher.Weights);
    }

    /// <summary>Learns what the texts say.</summary>
    public static Task<TrainableDecoder> LearnAsync(ITrainingSource source, int steps, Action<double> progress) =>
        RunAsync(New(), steps, progress, (student, options) => new ModelTrainer(student, source, options).TrainAsync);

    /// <summary>Learns what the teacher would say at every place of the texts, for as much computing.</summary>
    public Task<TrainableDecoder> DistilAsync(ITrainingSource source, int steps, Action<double> progress)
    {
        var student = New();
        return RunAsync(student, StepsBesideTeacher(student, steps), progress, (student, options) => new DistillationTrainer(_teacher, student, source, options).TrainAsync);
    }

    /// <summary>Begins as the teacher without three quarters of its neurons and one head of four in every layer, and learns texts and teacher, for as much computing.</summary>
    public Task<TrainableDecoder> RecoverAsync(ITrainingSource source, int steps, Action<double> progress)
    {
        var scores = TaylorScores.Of(_teacher, [.. Enumerable.Range(0, 256).Select(index => source.Read(index, progress: 1))]);
        var cut = new StructuredCut { Neurons = CutSelection.Lowest(scores.Neurons, 0.75), HeadGroups = CutSelection.Lowest(scores.HeadGroups, 0.25) };
        var sliced = StructuredSlicing.Apply(_teacher.Config, _teacher.Weights, cut);
        var student = _teacher.With(sliced.Config, sliced.Weights);
        var distillation = new DistillationOptions { Loss = new() { CrossEntropyShare = 0.6 } };
        return RunAsync(student, StepsBesideTeacher(student, steps), progress, (student, options) => new DistillationTrainer(_teacher, student, source, options, distillation).TrainAsync);
    }

    public void Dispose() => _teacher.Dispose();

    private static TrainableDecoder New() => TrainableDecoder.Create(HalfSize.Config(), Start, new() { OrthonormalEmbeddings = true });

    // A student's step costs three passes of its own, and the teacher's words one of the teacher's.
    private int StepsBesideTeacher(TrainableDecoder student, int steps) => (int)(steps * 3.0 / (3 + ((double)_teacher.ParameterCount / student.ParameterCount)));

    private static async Task<TrainableDecoder> RunAsync(TrainableDecoder student, int steps, Action<double> progress, Func<TrainableDecoder, TrainingOptions, Func<IProgress<TrainingProgress>?, CancellationToken, Task>> train)
    {
        var options = new TrainingOptions
        {
            TotalSteps = Math.Max(1, steps),
            Optimizer = new OptimizerSettings { Muon = new(), AdamW = new(), EmbeddingRate = 0.5, ClipNorm = 0 },
            Schedule = new LearningRateSchedule { WarmupSteps = 40, HoldUntil = 0.35 },
        };
        await train(student, options)(new Told(progress), CancellationToken.None);
        return student;
    }

    private sealed class Told(Action<double> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress((double)value.Step / value.TotalSteps);
    }
}
