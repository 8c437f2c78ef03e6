namespace InferenceScaling.Models.Tokenization;

/// <summary>An added token found in a text.</summary>
/// <param name="Id">The token.</param>
/// <param name="Start">First UTF-16 unit that it takes.</param>
/// <param name="End">First unit that it leaves.</param>
internal readonly record struct AddedTokenMatch(int Id, int Start, int End);
