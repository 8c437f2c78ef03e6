using System.Text.Json;
using InferenceScaling.Models.Tokenization.PreTokenizers;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads a <c>pattern</c>: <c>{"String": …}</c> or <c>{"Regex": …}</c>.</summary>
internal static class PatternJson
{
    private const int LongestExpression = 8192;

    public static TextPattern Read(JsonSection owner)
    {
        var pattern = owner.Section("pattern");
        if (pattern.Element.ValueKind == JsonValueKind.String)
            return new LiteralPattern(pattern.Element.GetString()!);
        if (pattern.OptionalText("String") is { } literal)
            return new LiteralPattern(literal);
        var expression = pattern.Text("Regex");
        if (expression.Length > LongestExpression)
            throw new TokenizerFormatException($"{pattern.Path}.Regex has {expression.Length} characters; at most {LongestExpression} are supported.");
        try
        {
            return SplitPatterns.FromExpression(expression);
        }
        catch (ArgumentException exception)
        {
            throw new TokenizerFormatException($"{pattern.Path}.Regex is not a regular expression that .NET understands: {exception.Message}", exception);
        }
    }
}
