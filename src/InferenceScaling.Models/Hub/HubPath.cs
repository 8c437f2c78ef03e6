namespace InferenceScaling.Models.Hub;

/// <summary>Checks names that come from a server before they become paths.</summary>
internal static class HubPath
{
    private const int MaxLength = 512;
    private const int MaxSegments = 16;

    /// <summary>Whether a path stays inside its folder on every system: plain segments between slashes.</summary>
    public static bool IsSafe(string path) =>
        path.Length is > 0 and <= MaxLength && path.Split('/') is { Length: <= MaxSegments } segments && segments.All(IsSafeSegment);

    /// <summary>Whether a name is made of letters, digits, '-', '_' and '.', and is a plain file name.</summary>
    public static bool IsToken(string name) =>
        name.Length is > 0 and <= 128 && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    /// <summary>The path as part of an address.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // Drive letters, alternative streams, wildcards and trailing dots mean something on Windows, so they are refused everywhere.
    private static bool IsSafeSegment(string segment) =>
        segment.Length > 0 && segment[^1] is not ('.' or ' ') && !segment.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
}
