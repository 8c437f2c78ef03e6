namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>A part of a text, in UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="Length">Number of units.</param>
internal readonly record struct Piece(int Start, int Length);
