using System.Runtime.CompilerServices;
using InferenceScaling.Durability;

namespace InferenceScaling.Testing;

/// <summary>A journal in memory: tests of what a reasoner resumes and replays, without a disk. Thread-safe.</summary>
/// <param name="entries">What the journal holds at first, such as the first entries of another one: then an interruption is tested at that very place.</param>
public sealed class MemoryJournal(params IEnumerable<JournalEntry> entries) : IReasoningJournal
{
    private readonly Lock _gate = new();
    private readonly List<JournalEntry> _entries = [.. entries];

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<JournalEntry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    /// <summary>Awaited before each entry is kept; for tests that need an order of events or a failure.</summary>
    public Func<JournalEntry, CancellationToken, Task>? BeforeAppend { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(string? requestId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var entry in Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (requestId is null || entry.RequestId == requestId)
                yield return entry;
        }
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(JournalEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (BeforeAppend is { } before)
            await before(entry, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _entries.Add(entry);
    }
}
