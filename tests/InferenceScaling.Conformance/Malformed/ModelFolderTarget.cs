using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>Model folders as models: the configuration must make sense and the tensors must fit it.</summary>
internal sealed class ModelFolderTarget : IMalformedTarget
{
    public string Kind => "checkpoint_folder";

    public bool Decides(string path, MalformedEntry entry) => true;

    public void Read(string path)
    {
        using var source = DecoderSource.Open(path);
        var suspicious = source.UnusedTensors.AddRange(source.FindNonFiniteWeights());
        if (!suspicious.IsEmpty)
            throw new CheckpointFormatException(CheckpointDefect.UnexpectedTensor, $"{path}: suspicious tensors {string.Join(", ", suspicious)}");
    }

    public string? CategoryOf(Exception exception) => CheckpointReading.CategoryOf(exception);
}
