using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Objectives;

/// <summary>Mean cross-entropy at the trained positions.</summary>
internal sealed class CrossEntropy(TrainableDecoder decoder) : ITrainingObjective
{
    public string Identity => "";

    public IEnumerable<(string Name, Tensor State)> States => [];

    public TrainingBatch Prepare(TrainingBatch batch, long step, long number, CancellationToken cancellationToken) => batch;

    public Tensor Loss(TrainingBatch batch) => decoder.Loss(batch);

    public void Dispose()
    {
        // It holds nothing.
    }
}
