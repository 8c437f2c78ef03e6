// A training that a test kills: trains the tiny task with a checkpoint file and says after every step how far it is.

using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training;
using InferenceScaling.Training.Child;
using TorchSharp;

TorchRuntime.EnsureLoaded();
torch.set_num_threads(1);
var (checkpoint, model) = (args[0], args[1]);
using var decoder = TinyTask.Model();
var options = TinyTask.Options(60) with { CheckpointPath = checkpoint, CheckpointEvery = 4, ReportEvery = 1 };
await new ModelTrainer(decoder, new TinyTask(), options).TrainAsync(new Announcement());
decoder.Save(model, TensorType.F32);

internal sealed class Announcement : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine($"step {value.Step}");
}
