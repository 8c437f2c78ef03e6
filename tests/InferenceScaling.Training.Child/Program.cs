// A training that a test kills: trains the tiny task with a checkpoint file and says after every step how far it is.
// With a number of steps as third argument it waits there for its end, so that it is not through before the test has killed it.
// "memory kept" and "memory given-back" instead: counts the page faults of tensors that come and go.

using System.Globalization;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training;
using InferenceScaling.Training.Child;
using TorchSharp;

if (args is ["memory", var freed])
{
    Console.WriteLine(PageFaults.Count(freed == "kept"));
    return;
}

TorchRuntime.EnsureLoaded();
torch.set_num_threads(1);
var (checkpoint, model) = (args[0], args[1]);
using var decoder = TinyTask.Model();
var options = TinyTask.Options(60) with { CheckpointPath = checkpoint, CheckpointEvery = 4, ReportEvery = 1 };
await new ModelTrainer(decoder, new TinyTask(), options).TrainAsync(new Announcement(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : int.MaxValue));
decoder.Save(model, TensorType.F32);

internal sealed class Announcement(int last) : IProgress<TrainingProgress>
{
    private int _told;

    public void Report(TrainingProgress value)
    {
        Console.WriteLine($"step {value.Step}");
        if (++_told == last)
            Console.In.ReadToEnd();
    }
}
