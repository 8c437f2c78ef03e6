using System.Runtime.InteropServices;
using System.Text;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>The end of a path's text as bytes: what the next step's matcher and its first character depend on.</summary>
internal static class PathText
{
    /// <summary>The last bytes of a path's text, without the prompt.</summary>
    /// <param name="path">The path.</param>
    /// <param name="count">How many, or fewer if the text is shorter.</param>
    /// <param name="sinceDelimiter">Stops at a step that ended with a delimiter.</param>
    /// <param name="vocabulary">Spells tokens.</param>
    public static byte[] Tail(ReasoningPath path, int count, bool sinceDelimiter, Vocabulary vocabulary)
    {
        var reversed = new List<byte>();
        for (var node = path; node.Step is { } step && reversed.Count < count; node = node.Parent!)
        {
            if (sinceDelimiter && step.Finish == StepFinish.Delimiter)
                break;
            if (step.Tokens.IsDefaultOrEmpty)
            {
                AddReversed(reversed, Encoding.UTF8.GetBytes(step.Text));
                continue;
            }

            for (var index = step.Tokens.Length - 1; index >= 0 && reversed.Count < count; index--)
                AddReversed(reversed, vocabulary.Bytes(step.Tokens[index]));
        }

        var tail = CollectionsMarshal.AsSpan(reversed)[..Math.Min(count, reversed.Count)];
        tail.Reverse();
        return tail.ToArray();
    }

    private static void AddReversed(List<byte> reversed, ReadOnlySpan<byte> bytes)
    {
        for (var index = bytes.Length - 1; index >= 0; index--)
            reversed.Add(bytes[index]);
    }
}
