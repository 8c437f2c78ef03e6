namespace InferenceScaling.Models.Chat.Templates.Syntax;

/// <summary>The operator symbols of the language.</summary>
internal static class Operators
{
    private static readonly string[] Symbols =
        ["**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    /// <summary>The length of the operator at the start of the text; 0 when there is none.</summary>
    public static int Measure(ReadOnlySpan<char> text)
    {
        foreach (var symbol in Symbols)
        {
            if (text.StartsWith(symbol))
                return symbol.Length;
        }

        return 0;
    }

    public static string Intern(ReadOnlySpan<char> text)
    {
        foreach (var symbol in Symbols)
        {
            if (text.SequenceEqual(symbol))
                return symbol;
        }

        return text.ToString();
    }
}
