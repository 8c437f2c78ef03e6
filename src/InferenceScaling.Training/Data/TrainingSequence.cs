using System.Collections.Immutable;

namespace InferenceScaling.Training.Data;

/// <summary>A text to learn from.</summary>
/// <param name="Tokens">What the model reads.</param>
/// <param name="Targets">As many: what it should say after each token, an id or a class; negative where nothing is learnt. Plain text shifts its tokens by one.</param>
public readonly record struct TrainingSequence(ImmutableArray<int> Tokens, ImmutableArray<int> Targets)
{
    /// <summary>A text of which everything after the prompt is learnt.</summary>
    /// <param name="tokens">Prompt and continuation.</param>
    /// <param name="promptLength">Tokens that are read only.</param>
    public static TrainingSequence After(ImmutableArray<int> tokens, int promptLength = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(promptLength, 1);
        var targets = new int[tokens.Length];
        for (var index = 0; index < tokens.Length; index++)
            targets[index] = index + 1 < tokens.Length && index + 1 >= promptLength ? tokens[index + 1] : -1;
        return new(tokens, ImmutableArray.Create(targets));
    }
}
