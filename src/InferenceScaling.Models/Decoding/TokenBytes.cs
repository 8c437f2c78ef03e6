namespace InferenceScaling.Models.Decoding;

/// <summary>The bytes a token adds to a text.</summary>
/// <param name="token">Token id.</param>
internal delegate ReadOnlySpan<byte> TokenBytes(int token);
