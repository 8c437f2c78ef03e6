using System.Text;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Derivations;

/// <summary>A path's text as the models read it, and which of its lines each step wrote.</summary>
internal sealed class PathLines
{
    private PathLines(int[] tokens, int[] steps) => (Tokens, Steps) = (tokens, steps);

    /// <summary>The tokens of all steps.</summary>
    public int[] Tokens { get; }

    /// <summary>For every line, the number of the step that ended it. What follows the last line end is a line of the last step.</summary>
    public int[] Steps { get; }

    /// <summary>The lines of a path.</summary>
    /// <param name="path">At least one step.</param>
    /// <param name="binding">The words of its prompt.</param>
    public static PathLines Of(ReasoningPath path, LedgerBinding binding)
    {
        var (text, ends) = TextOf(path);
        var steps = new List<int>();
        var step = 0;
        for (var at = text.IndexOf(".\n", StringComparison.Ordinal); at >= 0; at = text.IndexOf(".\n", at + 2, StringComparison.Ordinal))
        {
            while (ends[step] < at + 2)
                step++;
            steps.Add(step);
        }

        steps.Add(ends.Length - 1);
        return new(LedgerVocabulary.EncodeAny(binding.Read(text)), [.. steps]);
    }

    // The text of all steps, and where in it each step ends.
    private static (string Text, int[] Ends) TextOf(ReasoningPath path)
    {
        var text = new StringBuilder();
        var steps = path.Steps;
        var ends = new int[steps.Count];
        for (var index = 0; index < ends.Length; index++)
        {
            text.Append(steps[index].Text);
            ends[index] = text.Length;
        }

        // Some models stop before the last line break; and a step number is one only before a space.
        if (path.IsComplete && text.Length > 0 && text[^1] == '.')
            text.Append('\n');
        else if (path.Step is { Finish: StepFinish.TokenLimit })
            text.Append(' ');
        ends[^1] = text.Length;
        return (text.ToString(), ends);
    }
}
