namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Chooses the matcher for an expression: hand-written for those that models use, a regular expression for the rest.</summary>
internal static class SplitPatterns
{
    /// <summary>The matcher of an expression.</summary>
    /// <exception cref="ArgumentException">The expression is malformed.</exception>
    public static TextPattern FromExpression(string expression) => expression switch
    {
        Gpt2Pattern.Expression => new Gpt2Pattern(),
        Llama3Pattern.ThreeDigits => new Llama3Pattern(digits: 3),
        Llama3Pattern.OneDigit => new Llama3Pattern(digits: 1),
        CaseAwarePattern.Tekken => new CaseAwarePattern(digits: 1, endsInContraction: false),
        CaseAwarePattern.Gpt4o => new CaseAwarePattern(digits: 3, endsInContraction: true),
        _ => RegexPattern.Parse(expression),
    };
}
