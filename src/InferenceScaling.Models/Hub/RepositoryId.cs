using System.Text.RegularExpressions;

namespace InferenceScaling.Models.Hub;

/// <summary>The name of a repository, <c>owner/name</c> or, for a few old ones, <c>name</c>.</summary>
/// <param name="Text">The name.</param>
internal readonly partial record struct RepositoryId(string Text)
{
    private const int MaxLength = 200;

    /// <summary>The folder of the shared cache.</summary>
    public string FolderName => "models--" + Text.Replace("/", "--", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">The text is no name of a repository.</exception>
    public static RepositoryId Parse(string text) => IsValid(text)
        ? new(text)
        : throw new ArgumentException($"'{text}' is no name of a repository; expected 'owner/name' of letters, digits, '-', '_' and '.'.", nameof(text));

    public static bool IsValid(string text) =>
        text.Length <= MaxLength && Pattern().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal) && !text.Contains("--", StringComparison.Ordinal);

    public override string ToString() => Text;

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)?\z")]
    private static partial Regex Pattern();
}
