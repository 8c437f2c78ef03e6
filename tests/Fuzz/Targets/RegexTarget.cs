using System.Text;
using InferenceScaling.Models.Constraints;
using InferenceScaling.Paths;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>Regular expressions as constraints.</summary>
public sealed class RegexTarget : IFuzzTarget
{
    public string Name => "regex";

    public IReadOnlyList<string> Vocabulary { get; } = ["(", ")", "(?:", "[", "]", "[^", "{9,}", "{1,99999}", "*", "+", "?", "|", "\\d", "\\w", "\\x41", "\\u00e9", ".", "^", "$", "-", "\\", "\ud83d\ude00"];

    // An automaton of the largest size allowed, and what making it takes.
    public long AllocationAllowance => 160L << 20;

    public bool Read(ReadOnlySpan<byte> input)
    {
        try
        {
            Walk(new RegexConstraint(Encoding.UTF8.GetString(input)));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Follows a few texts through a constraint's automaton.</summary>
    internal static void Walk(TextConstraint constraint)
    {
        foreach (var text in new[] { "", "aab", "{\"a\":1}", "\ud83d\ude00\0" })
        {
            var state = constraint.Start;
            foreach (var value in Encoding.UTF8.GetBytes(text))
            {
                state = constraint.Advance(state, value);
                if (state < 0)
                    break;
                _ = constraint.Accepts(state);
            }
        }
    }
}
