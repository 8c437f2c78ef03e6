using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>Judges steps by where they lead (Snell et al. 2024, lookahead search).</summary>
internal static class Lookahead
{
    /// <summary>Extends paths by a step and scores each child after a few more greedy steps, which are then forgotten. A lookahead that reaches the end of its text is a candidate.</summary>
    public static async Task<IReadOnlyList<ScoredPath>> ExpandWithLookaheadAsync(this SearchContext search, IReadOnlyList<Expansion> expansions, int steps)
    {
        if (steps == 0)
            return await search.ExpandAsync(expansions, score: true).ConfigureAwait(false);
        var children = await search.ExpandAsync(expansions).ConfigureAwait(false);
        var judged = children.ToArray();
        var open = Enumerable.Range(0, judged.Length).Where(index => !judged[index].HasEnded).ToArray();
        if (open.Length == 0)
            return judged;
        var ahead = await search.ExpandAsync(
            [.. open.Select(index => new Expansion(judged[index].Path, 1))], score: true, search.Steps with { Sampling = SamplingOptions.Greedy }, steps).ConfigureAwait(false);
        var scores = ahead.ToDictionary(end => end.Path.Ancestor(judged[open[0]].Path.Depth));
        foreach (var index in open)
        {
            if (!scores.TryGetValue(judged[index].Path, out var end))
                continue;
            judged[index] = judged[index] with { Score = end.Score, StepScore = end.StepScore };
            search.Release(end.Path);
        }

        return judged;
    }

    private static ReasoningPath Ancestor(this ReasoningPath path, int depth)
    {
        while (path.Depth > depth)
            path = path.Parent!;
        return path;
    }
}
