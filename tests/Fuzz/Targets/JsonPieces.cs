namespace InferenceScaling.Fuzz.Targets;

/// <summary>What breaks readers of JSON.</summary>
internal static class JsonPieces
{
    public static IReadOnlyList<string> All { get; } =
        ["{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "0", "0.5", "1e999", "9223372036854775808", "2147483648", "1048576", "\\ud800", "\\u0000", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\ufeff"];
}
