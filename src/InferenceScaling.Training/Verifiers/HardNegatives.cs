namespace InferenceScaling.Training.Verifiers;

/// <summary>Keeps, of sampled solutions, the wrong ones that a verifier likes best: what search will find first, and what the next round of training must show it.</summary>
/// <typeparam name="T">A sampled solution.</typeparam>
/// <remarks>Not thread-safe. Ties go to what came first.</remarks>
public sealed class HardNegatives<T>
{
    private readonly int _capacity;
    private readonly PriorityQueue<T, (double Score, long Order)> _kept = new();
    private long _seen;

    /// <summary>Makes an empty collection.</summary>
    /// <param name="capacity">How many are kept, at least one.</param>
    public HardNegatives(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>Wrong solutions seen so far.</summary>
    public long Wrong { get; private set; }

    /// <summary>Shows a sampled solution.</summary>
    /// <param name="solution">The solution.</param>
    /// <param name="score">What the verifier thinks of it; higher is better, not NaN.</param>
    /// <param name="isRight">The truth.</param>
    public void Add(T solution, double score, bool isRight)
    {
        if (double.IsNaN(score))
            throw new ArgumentException("The score is NaN; expected a number.", nameof(score));
        _seen++;
        if (isRight)
            return;
        Wrong++;
        _kept.Enqueue(solution, (score, -_seen));
        if (_kept.Count > _capacity)
            _kept.Dequeue();
    }

    /// <summary>The hardest first.</summary>
    public IReadOnlyList<T> Hardest => [.. _kept.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
