namespace InferenceScaling.Models.Tokenization;

/// <summary>Shortens text from a file for a message.</summary>
internal static class Excerpt
{
    private const int Longest = 80;

    public static string Of(string text) => text.Length <= Longest ? text : $"{text[..Longest]}… ({text.Length} characters)";
}
