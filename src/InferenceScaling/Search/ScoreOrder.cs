namespace InferenceScaling.Search;

/// <summary>Ranks paths by score.</summary>
public static class ScoreOrder
{
    /// <summary>The places of the paths, best first. A path without a score comes last.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="ties">Who goes first among equals.</param>
    public static int[] Descending(IReadOnlyList<ScoredPath> paths, TieRule ties = TieRule.Lot)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var scores = new double[paths.Count];
        var lots = new ulong[paths.Count];
        for (var index = 0; index < scores.Length; index++)
        {
            scores[index] = paths[index].Score ?? double.NegativeInfinity;
            lots[index] = Lot(paths[index]);
        }

        return Descending(scores, lots, ties);
    }

    /// <summary>The place of the best path.</summary>
    /// <param name="paths">At least one path.</param>
    /// <param name="ties">Who wins among equals.</param>
    public static int Best(IReadOnlyList<ScoredPath> paths, TieRule ties = TieRule.Lot) => Descending(paths, ties)[0];

    /// <summary>The places of the scores, best first.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="lots">A lot for each score; read only under <see cref="TieRule.Lot"/>.</param>
    /// <param name="ties">Who goes first among equals.</param>
    public static int[] Descending(ReadOnlySpan<double> scores, ReadOnlySpan<ulong> lots, TieRule ties)
    {
        var keys = new Key[scores.Length];
        for (var index = 0; index < keys.Length; index++)
            keys[index] = new(scores[index], ties switch { TieRule.Lot => lots[index], TieRule.Later => (ulong)(keys.Length - index), _ => 0 }, index);
        Array.Sort(keys);
        return Array.ConvertAll(keys, static key => key.Index);
    }

    // Far from the counters that tokens of the same stream use.
    internal static ulong Lot(ScoredPath path) => path.Path.Random.Bits(ulong.MaxValue);

    private readonly record struct Key(double Score, ulong Tie, int Index) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var byScore = other.Score.CompareTo(Score);
            if (byScore != 0)
                return byScore;
            var byTie = Tie.CompareTo(other.Tie);
            return byTie != 0 ? byTie : Index.CompareTo(other.Index);
        }
    }
}
