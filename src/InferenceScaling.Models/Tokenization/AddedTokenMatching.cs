namespace InferenceScaling.Models.Tokenization;

/// <summary>Which added tokens (<c>&lt;|im_start|&gt;</c>, <c>&lt;think&gt;</c>, runs of spaces…) an encoder recognises inside a text.</summary>
/// <remarks>Text that a user or a tool wrote is data: encode it with <see cref="OrdinaryOnly"/> or <see cref="None"/>, so that it cannot open a chat turn.</remarks>
public enum AddedTokenMatching
{
    /// <summary>All of them, as the reference implementation does by default.</summary>
    All,

    /// <summary>Only those that the tokenizer does not call special; a special token's spelling is encoded like any other text.</summary>
    OrdinaryOnly,

    /// <summary>None: the text goes to the subword model as it is.</summary>
    None,
}
