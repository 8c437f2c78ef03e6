namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>Turns a piece of text into token ids. Immutable and thread-safe; what changes lives in the workspace.</summary>
internal abstract class SubwordModel
{
    /// <summary>Appends the ids of a non-empty, well-formed piece to the workspace's ids.</summary>
    public abstract void Encode(ReadOnlySpan<char> piece, EncodingWorkspace workspace);
}
