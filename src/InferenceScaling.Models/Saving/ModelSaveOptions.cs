using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Saving;

/// <summary>How <see cref="ModelSaver"/> stores a model.</summary>
public sealed record ModelSaveOptions
{
    /// <summary>Element type of the weights: <see cref="TensorType.F32"/>, <see cref="TensorType.F16"/> or <see cref="TensorType.BF16"/>.</summary>
    /// <value>The default is null: as stored in safetensors; F32 for weights from GGUF and llama2.c, which loses nothing.</value>
    public TensorType? WeightType { get; init; }

    /// <summary>The tokenizer's file where it is not with the weights.</summary>
    /// <value>The default is null: found with the weights.</value>
    public string? TokenizerPath { get; init; }
}
