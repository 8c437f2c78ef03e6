using InferenceScaling.Paths;

namespace InferenceScaling.Models.Verifiers;

/// <summary>A path as a reward model reads it: the steps whose scores are known, and what is read to score the others. Belongs to one flow of control.</summary>
/// <param name="nodes">The beginnings of the path, one a step.</param>
/// <param name="opening">The tokens before the first step.</param>
/// <param name="inputs">What is read for each step whose score is not known.</param>
/// <param name="known">What is known of each step; null if nothing is.</param>
internal sealed class RewardPath(ReasoningPath[] nodes, int[] opening, RewardInput[] inputs, ScoredStep?[] known)
{
    public ReasoningPath Root => nodes[0].Parent!;

    public int Depth => nodes.Length;

    public ReasoningPath Node(int index) => nodes[index];

    public RewardInput Input(int index) => inputs[index];

    public ScoredStep? Known(int index) => known[index];

    public void Learn(int index, ScoredStep step) => known[index] = step;

    /// <summary>The first steps without a score that can be read at once: their stems each begin the next, or there is one step only.</summary>
    public (int First, int Last)? NextChain()
    {
        var first = Array.FindIndex(known, static step => step is null);
        if (first < 0)
            return null;
        var last = first;
        while (last + 1 < nodes.Length && known[last + 1] is null && inputs[last].Tail.Length == 0 && inputs[last + 1].Tail.Length == 0 && Extends(inputs[last].Stem, inputs[last + 1].Stem))
            last++;
        return (first, last);
    }

    /// <summary>The cache of the nearest step before another whose tokens the other's stem begins with; else the prompt's tokens; else nothing.</summary>
    public RewardContext NearestContext(int first, int[] stem)
    {
        for (var index = first - 1; index >= 0; index--)
        {
            if (known[index] is not { } step || !stem.AsSpan().StartsWith(step.Stem))
                continue;
            if (step.Handle is { } handle && handle.TryAcquire())
                return new(handle, null, IsPrompt: false);
            if (step.IsLost)
                return new(null, step.Stem, IsPrompt: false);
        }

        return opening.Length > 0 && stem.AsSpan().StartsWith(opening) ? new(null, opening, IsPrompt: true) : default;
    }

    /// <summary>The most tokens that scoring the path may read, if nothing of it is cached any more but the scores.</summary>
    public long Bound()
    {
        long longest = opening.Length, sum = 0;
        var isChain = true;
        for (var index = 0; index < nodes.Length; index++)
        {
            if (known[index] is not null)
                continue;
            longest = Math.Max(longest, inputs[index].Length);
            sum += inputs[index].Length;
            isChain &= inputs[index].Tail.Length == 0;
        }

        return isChain ? longest : sum + longest;
    }

    private static bool Extends(int[] shorter, int[] longer) => longer.Length > shorter.Length && longer.AsSpan().StartsWith(shorter);
}
