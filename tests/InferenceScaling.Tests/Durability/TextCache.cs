using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Durability;

/// <summary>What the cache of a scripted model holds: beginnings of texts, of all requests. It is cold in a new process, and may lose some.</summary>
/// <param name="lossesPerThousand">How often a text that is looked for was evicted.</param>
internal sealed class TextCache(int lossesPerThousand = 0)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private long _lookups;

    /// <summary>Tokens of a path: a character of the prompt is one, and of a step as many as were generated or, written by somebody else, its characters.</summary>
    public static long Length(ReasoningPath path)
    {
        var tokens = (long)path.Prompt.ToString().Length;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens += LengthOf(step);
        return tokens;
    }

    public static long LengthOf(ReasoningStep step) => step.Usage.Generated > 0 ? step.Usage.Generated : step.Text.Length;

    public void Add(ReasoningPath path)
    {
        lock (_gate)
            _texts.Add(TextOf(path));
    }

    /// <summary>Reads a path and keeps it.</summary>
    /// <returns>The tokens that had to be read.</returns>
    public long Read(ReasoningPath path)
    {
        lock (_gate)
        {
            var node = path;
            while (node is not null && !Holds(TextOf(node)))
                node = node.Parent;
            _texts.Add(TextOf(path));
            return Length(path) - (node is null ? 0 : Length(node));
        }
    }

    private static string TextOf(ReasoningPath path) => $"{path.Prompt}|{path.Text}";

    private bool Holds(string text)
    {
        if (!_texts.Contains(text))
            return false;
        if (new PathRandom(7).Bits((ulong)_lookups++) % 1000 >= (ulong)lossesPerThousand)
            return true;
        _texts.Remove(text);
        return false;
    }
}
