using System.Globalization;
using System.Text;

namespace InferenceScaling.Paths;

/// <summary>A node of the search tree: a prompt and the steps down to here. Immutable; children share their ancestors.</summary>
/// <remarks>The trace, the shape of the key-value cache, the keys of the random numbers and every picture of a search are this same tree.</remarks>
public sealed class ReasoningPath
{
    private ReasoningPath(Prompt prompt, PathRandom random)
    {
        Prompt = prompt;
        Random = random;
    }

    private ReasoningPath(ReasoningPath parent, int ordinal, ReasoningStep step)
    {
        Prompt = parent.Prompt;
        Random = parent.Random.Child(ordinal);
        Parent = parent;
        Ordinal = ordinal;
        Step = step;
        Depth = parent.Depth + 1;
    }

    /// <summary>The prompt at the root.</summary>
    public Prompt Prompt { get; }

    /// <summary>The path without its last step; null at the root.</summary>
    public ReasoningPath? Parent { get; }

    /// <summary>The last step; null at the root.</summary>
    public ReasoningStep? Step { get; }

    /// <summary>Place among the siblings, from zero.</summary>
    public int Ordinal { get; }

    /// <summary>Number of steps.</summary>
    public int Depth { get; }

    /// <summary>The random stream of this place in the tree.</summary>
    public PathRandom Random { get; }

    /// <summary>Whether the model ended its text here: the path holds a whole answer.</summary>
    public bool IsComplete => Step is { Finish: StepFinish.EndOfText };

    /// <summary>Whether the path can be extended.</summary>
    public bool IsOpen => Step is null or { Finish: StepFinish.Delimiter or StepFinish.TokenLimit };

    /// <summary>The steps from the first to the last.</summary>
    public IReadOnlyList<ReasoningStep> Steps
    {
        get
        {
            var steps = new ReasoningStep[Depth];
            for (var node = this; node.Step is not null; node = node.Parent!)
                steps[node.Depth - 1] = node.Step;
            return steps;
        }
    }

    /// <summary>The text of all steps, without the prompt.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var step in Steps)
                text.Append(step.Text);
            return text.ToString();
        }
    }

    /// <summary>The empty path of a prompt.</summary>
    /// <param name="prompt">What the model is asked.</param>
    /// <param name="seed">With the prompt, determines every random number below.</param>
    public static ReasoningPath Root(Prompt prompt, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new(prompt, PathRandom.Root(seed, prompt.ToString()));
    }

    /// <summary>The empty path that this one begins with.</summary>
    internal ReasoningPath Start
    {
        get
        {
            var node = this;
            while (node.Parent is { } parent)
                node = parent;
            return node;
        }
    }

    /// <summary>Another empty path of the same prompt and random stream: what is counted for one is not counted for the other.</summary>
    internal ReasoningPath StartAgain() => new(Prompt, Start.Random);

    /// <summary>The path with one more step.</summary>
    /// <param name="ordinal">Place among the siblings, from zero: the step must have been generated for this ordinal.</param>
    /// <param name="step">The step.</param>
    /// <exception cref="InvalidOperationException">The path is complete or out of context.</exception>
    public ReasoningPath Extend(int ordinal, ReasoningStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        if (!IsOpen)
            throw new InvalidOperationException($"The path ended with {Step!.Finish} after {Depth} steps; only an open path can be extended (see {nameof(IsOpen)}).");
        return new(this, ordinal, step);
    }

    /// <summary>The places of the steps among their siblings, such as <c>0.3.1</c>: where in the tree this path is.</summary>
    public override string ToString()
    {
        var length = Math.Max(0, Depth - 1);
        for (var node = this; node.Parent is not null; node = node.Parent)
            length += DigitsOf(node.Ordinal);
        return string.Create(length, this, static (text, path) =>
        {
            // From the last step to the first: that is how they are linked.
            for (var node = path; node.Parent is not null; node = node.Parent)
            {
                var start = text.Length - DigitsOf(node.Ordinal);
                node.Ordinal.TryFormat(text[start..], out _, provider: CultureInfo.InvariantCulture);
                if (start > 0)
                    text[--start] = '.';
                text = text[..start];
            }
        });
    }

    private static int DigitsOf(int ordinal)
    {
        var digits = 1;
        for (var rest = ordinal / 10; rest > 0; rest /= 10)
            digits++;
        return digits;
    }
}
