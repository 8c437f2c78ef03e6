using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Remembers verdicts by prompt and text, over all requests: sampling often writes the same thing twice. For verifiers that judge the text; cached verdicts cost nothing.</summary>
/// <remarks>Thread-safe. Two calls for a new text at one time both ask the verifier. The least recently used verdict leaves first.</remarks>
public sealed class CachedVerifier : IVerifier
{
    private readonly IVerifier _inner;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, StepScores Scores)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, StepScores Scores)> _recent = [];

    /// <summary>A cache before a verifier.</summary>
    /// <param name="inner">The verifier.</param>
    /// <param name="capacity">Most verdicts kept, at least 1.</param>
    public CachedVerifier(IVerifier inner, int capacity = 4096)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _inner = inner;
        _capacity = capacity;
    }

    /// <summary>Number of verdicts kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    /// <inheritdoc/>
    public string Identity => _inner.Identity;

    /// <inheritdoc/>
    public bool RequiresConfidences => _inner.RequiresConfidences;

    /// <inheritdoc/>
    public ModelCosts? Costs => _inner.Costs;

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var key = KeyOf(path);
        if (Find(key) is { } known)
            return known with { Usage = default };
        var scores = await _inner.ScoreAsync(path, cancellationToken).ConfigureAwait(false);
        Add(key, scores);
        return scores;
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scores);
        Add(KeyOf(path), scores);

        // What cost nothing was found here, and the verifier was not asked.
        if (scores.Usage != default)
            _inner.Recall(path, scores);
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _inner.Release(path);

    private StepScores? Find(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            _recent.Remove(entry);
            _recent.AddFirst(entry);
            return entry.Value.Scores;
        }
    }

    private void Add(string key, StepScores scores)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key))
                return;
            _entries[key] = _recent.AddFirst((key, scores));
            if (_entries.Count <= _capacity)
                return;
            _entries.Remove(_recent.Last!.Value.Key);
            _recent.RemoveLast();
        }
    }

    // Lengths before texts, so that no other division into steps has the same key.
    private static string KeyOf(ReasoningPath path)
    {
        var steps = path.Steps;
        return string.Join(':', path.Prompt.Messages.Select(static message => $"{message.Role}{message.Text.Length}"))
            + '|' + string.Join(':', steps.Select(static step => step.Text.Length))
            + '|' + string.Concat(path.Prompt.Messages.Select(static message => message.Text))
            + string.Concat(steps.Select(static step => step.Text));
    }
}
