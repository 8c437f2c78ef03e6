namespace InferenceScaling.Verification.Remote;

/// <summary>Texts for a model, as vLLM and SGLang take them.</summary>
internal sealed record TextRequest(string? Model, IReadOnlyList<string> Input);
