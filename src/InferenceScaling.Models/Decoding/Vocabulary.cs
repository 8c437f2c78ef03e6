using System.Collections.Frozen;

namespace InferenceScaling.Models.Decoding;

/// <summary>What decoding has to know of the tokens.</summary>
/// <param name="Size">Ids from here on do not exist, even if the model has outputs for them.</param>
/// <param name="EndOfText">Ids that end a text.</param>
/// <param name="Bytes">The bytes a token adds to a text; empty for control tokens.</param>
internal sealed record Vocabulary(int Size, FrozenSet<int> EndOfText, TokenBytes Bytes);
