namespace InferenceScaling.Answers.Mathematics;

/// <summary>A token of a mathematical answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, without a command's backslash.</param>
/// <param name="Value">The value of a numeral.</param>
/// <param name="Base">The base that a numeral carries as its subscript; 0 without one.</param>
internal readonly record struct MathToken(MathTokenKind Kind, string Text, BigRational Value = default, int Base = 0)
{
    public bool Is(string symbol) => Kind == MathTokenKind.Symbol && Text == symbol;

    public bool IsCommand(string name) => Kind == MathTokenKind.Command && Text == name;

    public bool IsWord(string word) => Kind == MathTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
