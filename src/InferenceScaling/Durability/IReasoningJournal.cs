namespace InferenceScaling.Durability;

/// <summary>A write-ahead log of what was paid for: every answer of a generator or verifier is in it before a search uses it, so that a search that was killed goes on where it was.</summary>
/// <remarks>
/// Thread-safe. A request whose earlier calls are in the journal gets them from there; since a search is determined by its request, it asks for the same calls again and goes on
/// with the first one that is missing. See <see cref="FileJournal"/>; derive from <see cref="BatchedJournal"/> to keep entries elsewhere.
/// </remarks>
public interface IReasoningJournal
{
    /// <summary>Reads entries in the order in which they were appended.</summary>
    /// <param name="requestId">The request whose entries are read; null for those of all requests.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="JournalFormatException">The journal is damaged.</exception>
    IAsyncEnumerable<JournalEntry> ReadAsync(string? requestId = null, CancellationToken cancellationToken = default);

    /// <summary>Adds an entry. An entry that is there already, of the same request, kind, key and source, may be kept once or twice.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Gives up waiting; the entry may be written all the same.</param>
    /// <returns>Completes when the entry would survive a crash of process and machine.</returns>
    /// <exception cref="JournalException">The entry could not be written.</exception>
    ValueTask AppendAsync(JournalEntry entry, CancellationToken cancellationToken = default);
}
