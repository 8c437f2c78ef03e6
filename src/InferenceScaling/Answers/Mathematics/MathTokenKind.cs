namespace InferenceScaling.Answers.Mathematics;

/// <summary>What a token of a mathematical answer is.</summary>
internal enum MathTokenKind
{
    /// <summary>After the last token.</summary>
    End,

    /// <summary>A numeral with its value.</summary>
    Number,

    /// <summary>A variable or a named constant.</summary>
    Letter,

    /// <summary>A word of running text: a unit, a connective or prose.</summary>
    Word,

    /// <summary>A LaTeX command or a named function, without its backslash.</summary>
    Command,

    /// <summary>Anything else: an operator, a bracket, a separator.</summary>
    Symbol,

    /// <summary>The beginning of a LaTeX environment; the text is its name.</summary>
    Begin,

    /// <summary>The end of a LaTeX environment.</summary>
    Finish,
}
