using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;
using InferenceScaling.Training.Optimizers;
using InferenceScaling.Training.Schedules;
using TorchSharp;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>Trains half-size generators from the same start.</summary>
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
    public static Task<TrainableDecoder> LearnAsync(ITrainingSource source, int steps, Action<double> progress) => RunAsync(steps, progress, (student, options) => new ModelTrainer(student, source, options).TrainAsync);

    /// <summary>Learns what the teacher would say at every place of the texts, for as much computing: where a student's step costs three passes, the teacher's words cost one of its own.</summary>
    public Task<TrainableDecoder> DistilAsync(ITrainingSource source, int steps, Action<double> progress) => RunAsync(
        student => (int)(steps * 3.0 / (3 + ((double)_teacher.ParameterCount / student.ParameterCount))),
        progress,
        (student, options) => new DistillationTrainer(_teacher, student, source, options).TrainAsync);

    public void Dispose() => _teacher.Dispose();

    private static Task<TrainableDecoder> RunAsync(int steps, Action<double> progress, Func<TrainableDecoder, TrainingOptions, Func<IProgress<TrainingProgress>?, CancellationToken, Task>> train) => RunAsync(_ => steps, progress, train);

    private static async Task<TrainableDecoder> RunAsync(Func<TrainableDecoder, int> steps, Action<double> progress, Func<TrainableDecoder, TrainingOptions, Func<IProgress<TrainingProgress>?, CancellationToken, Task>> train)
    {
        var student = TrainableDecoder.Create(HalfSize.Config(), Start, new() { OrthonormalEmbeddings = true });
        var options = new TrainingOptions
        {
            TotalSteps = Math.Max(1, steps(student)),
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
