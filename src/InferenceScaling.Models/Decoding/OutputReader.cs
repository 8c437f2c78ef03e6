namespace InferenceScaling.Models.Decoding;

/// <summary>Makes a few values of a row of outputs. Runs on the decoding thread: it must be quick and must not throw.</summary>
/// <param name="outputs">Logits of a vocabulary, or a head's outputs.</param>
/// <param name="values">Receives the values.</param>
internal delegate void OutputReader(ReadOnlySpan<float> outputs, Span<float> values);
