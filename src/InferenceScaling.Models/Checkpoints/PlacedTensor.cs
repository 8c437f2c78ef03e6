namespace InferenceScaling.Models.Checkpoints;

/// <summary>A tensor and where its bytes begin in the file.</summary>
internal readonly record struct PlacedTensor(TensorEntry Entry, long Offset);
