using InferenceScaling.Training.Child;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Tests.Distillation;

/// <summary>A model that has learnt the tiny task, for the tests of a class.</summary>
public sealed class TinyTeacher : IAsyncLifetime
{
    public TrainableDecoder Decoder { get; } = TinyTask.Model();

    public Task InitializeAsync() => new ModelTrainer(Decoder, new TinyTask(), TinyTask.Options()).TrainAsync();

    public Task DisposeAsync()
    {
        Decoder.Dispose();
        return Task.CompletedTask;
    }
}
