namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>What is read of a model beyond its configuration.</summary>
/// <param name="ValueHead">Whether a value head, where there is one, takes the place of the language model's.</param>
/// <param name="AdapterPath">Folder of a low-rank adapter to add to the weights, or null.</param>
internal sealed record DecoderReading(bool ValueHead = false, string? AdapterPath = null);
