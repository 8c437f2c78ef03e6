namespace InferenceScaling.Models.Tokenization;

/// <summary>A token that is cut out of the text before the subword model sees it.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Content">Its spelling.</param>
/// <param name="IsSpecial">Whether decoding may skip it.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalised text (and normalised itself) rather than in the raw text.</param>
/// <param name="StripsLeft">Whether it swallows the white space before it.</param>
/// <param name="StripsRight">Whether it swallows the white space after it.</param>
/// <param name="IsSingleWord">Whether it matches only between non-word characters.</param>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool IsSpecial,
    bool IsNormalized = false,
    bool StripsLeft = false,
    bool StripsRight = false,
    bool IsSingleWord = false);
