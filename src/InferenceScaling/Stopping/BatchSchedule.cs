namespace InferenceScaling.Stopping;

/// <summary>How many paths a search with a stopping rule starts at a time. It changes time and cost, never the answer: paths beyond the stopping point do not count.</summary>
public sealed record BatchSchedule
{
    private BatchSchedule(int first, bool doubles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        First = first;
        Doubles = doubles;
    }

    /// <summary>Four paths at a time: at most three are run in vain.</summary>
    public static BatchSchedule Default { get; } = Fixed(4);

    /// <summary>Paths in the first batch.</summary>
    public int First { get; }

    /// <summary>Whether each later batch is as large as all before it together.</summary>
    public bool Doubles { get; }

    /// <summary>Batches of one size: little is run in vain.</summary>
    /// <param name="size">At least 1.</param>
    public static BatchSchedule Fixed(int size) => new(size, doubles: false);

    /// <summary>Every batch doubles the number of paths: the fewest rounds, at most half of the paths in vain.</summary>
    /// <param name="first">Paths in the first batch, at least 1.</param>
    public static BatchSchedule Doubling(int first) => new(first, doubles: true);

    /// <summary>The size of the next batch.</summary>
    /// <param name="done">Paths so far.</param>
    /// <param name="total">Paths in all.</param>
    /// <param name="warmUp">Paths that must be in the first batch.</param>
    internal int Next(int done, int total, int warmUp) =>
        Math.Min(total - done, done == 0 ? Math.Max(First, warmUp) : Doubles ? done : First);
}
