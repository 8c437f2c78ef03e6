namespace InferenceScaling.Models.Verifiers;

/// <summary>What a reward model reads to score the last step of a path. The score is read at the very last token: a mark is a place, never a token that is searched for.</summary>
/// <param name="Stem">Tokens that the next step's input may begin with too, so that they are worth keeping in the cache.</param>
/// <param name="Tail">Tokens that only this step's input has, such as the end of a conversation.</param>
internal readonly record struct RewardInput(int[] Stem, int[] Tail)
{
    /// <summary>Number of tokens.</summary>
    public int Length => Stem.Length + Tail.Length;
}
