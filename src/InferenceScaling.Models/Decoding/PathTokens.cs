using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Decoding;

/// <summary>The token ids of paths: those their steps carry, or their texts encoded again.</summary>
/// <param name="prompts">Encodes prompts.</param>
/// <param name="tokenizer">Encodes the texts of steps.</param>
/// <param name="size">Number of tokens that the model and the tokenizer both have.</param>
internal sealed class PathTokens(PromptEncoder prompts, Tokenizer tokenizer, int size)
{
    /// <summary>The ids of a prompt.</summary>
    public int[] Of(Prompt prompt) => Checked(prompts.Encode(prompt));

    /// <summary>The ids of a whole path, prompt and steps.</summary>
    /// <param name="path">The path.</param>
    /// <param name="retokenize">Whether the steps' own ids are of another vocabulary and must not be used.</param>
    public int[] Of(ReasoningPath path, bool retokenize)
    {
        var tokens = new List<int>(Of(path.Prompt));
        foreach (var step in path.Steps)
            tokens.AddRange(Of(path.Prompt, step, retokenize));
        return [.. tokens];
    }

    /// <summary>Number of ids of a whole path, prompt and steps.</summary>
    public int Count(ReasoningPath path)
    {
        var count = Of(path.Prompt).Length;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            count += step.Tokens.IsDefaultOrEmpty ? Of(path.Prompt, step, retokenize: false).Length : step.Tokens.Length;
        return count;
    }

    /// <summary>The ids of one step.</summary>
    /// <param name="prompt">The prompt of its path.</param>
    /// <param name="step">The step.</param>
    /// <param name="retokenize">Whether the step's own ids are of another vocabulary and must not be used.</param>
    /// <exception cref="ArgumentException">The step carries an id that is no token.</exception>
    public int[] Of(Prompt prompt, ReasoningStep step, bool retokenize)
    {
        if (retokenize || step.Tokens.IsDefaultOrEmpty)
            return Checked(tokenizer.Encode(prompts.Read(prompt, step.Text), addSpecialTokens: false, AddedTokenMatching.OrdinaryOnly));
        return Checked([.. step.Tokens]);
    }

    /// <summary>Throws if an id is no token.</summary>
    /// <exception cref="ArgumentException">An id is out of range.</exception>
    public void Check(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)size)
                throw new ArgumentException($"Token id {token} is out of range; expected 0 to {size - 1}. Were these tokens made by a model with another vocabulary?", nameof(tokens));
        }
    }

    private int[] Checked(int[] tokens)
    {
        Check(tokens);
        return tokens;
    }
}
