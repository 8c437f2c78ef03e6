namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Chooses the weights that stay: those of the highest scores; of equal ones, the earlier go first.</summary>
internal static class PruningMask
{
    /// <summary>The mask.</summary>
    /// <param name="scores">[out × in]; no NaN.</param>
    /// <param name="outputs">Rows.</param>
    /// <param name="sparsity">How many go; of a share, the whole number below it.</param>
    /// <returns>[out × in]: whether a weight stays.</returns>
    /// <exception cref="ArgumentException">The scores are not whole rows, or the rows no whole patterns.</exception>
    public static bool[] Of(double[] scores, int outputs, Sparsity sparsity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        if (scores.Length % outputs != 0)
            throw new ArgumentException($"{scores.Length} scores are no {outputs} whole rows.", nameof(scores));
        var inputs = scores.Length / outputs;
        var kept = new bool[scores.Length];
        switch (sparsity)
        {
            case Sparsity.Patterned pattern:
                pattern.Check(inputs);
                KeepHighest(scores, kept, pattern.Of, pattern.Of - pattern.Kept);
                break;
            case Sparsity.Shared { IsOfRows: var isOfRows, Share: var share }:
                var compared = isOfRows ? inputs : scores.Length;
                KeepHighest(scores, kept, compared, (int)(compared * share));
                break;
        }

        return kept;
    }

    /// <summary>The weights with zeros where they do not stay.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] Apply(ReadOnlySpan<float> weights, ReadOnlySpan<bool> kept)
    {
        if (weights.Length != kept.Length)
            throw new ArgumentException($"A mask of {kept.Length} for {weights.Length} weights.", nameof(kept));
        var pruned = weights.ToArray();
        for (var i = 0; i < pruned.Length; i++)
        {
            if (!kept[i])
                pruned[i] = 0;
        }

        return pruned;
    }

    private static void KeepHighest(double[] scores, bool[] kept, int compared, int dropped)
    {
        var order = new int[compared];
        for (var first = 0; first < scores.Length; first += compared)
        {
            for (var i = 0; i < compared; i++)
                order[i] = first + i;
            Array.Sort(order, (one, other) => scores[one].CompareTo(scores[other]) is var by && by != 0 ? by : one.CompareTo(other));
            foreach (var stays in order.AsSpan(dropped))
                kept[stays] = true;
        }
    }
}
