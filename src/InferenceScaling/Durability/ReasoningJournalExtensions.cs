namespace InferenceScaling.Durability;

/// <summary>What can be asked of any journal.</summary>
public static class ReasoningJournalExtensions
{
    /// <summary>Lists the requests of a journal, in the order in which they began: after a restart, those that did not end are the ones to run again.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<JournaledRequest>> ListRequestsAsync(this IReasoningJournal journal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var requests = new OrderedDictionary<string, JournaledRequest>(StringComparer.Ordinal);
        await foreach (var entry in journal.ReadAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (!requests.TryGetValue(entry.RequestId, out var request))
            {
                if (entry.Kind != JournalEntryKind.Begun)
                    throw new JournalFormatException($"The journal has a {entry.Kind} of request '{entry.RequestId}' before its beginning.");
                var (prompt, seed, _) = RequestRecord.Read(entry.Data.Span, $"The beginning of request '{entry.RequestId}'");
                requests[entry.RequestId] = new(entry.RequestId, new() { Prompt = prompt, Seed = seed, Id = entry.RequestId }, Steps: 0, Verdicts: 0, HasEnded: false);
                continue;
            }

            requests[entry.RequestId] = entry.Kind switch
            {
                JournalEntryKind.Step => request with { Steps = request.Steps + 1 },
                JournalEntryKind.Scores => request with { Verdicts = request.Verdicts + 1 },
                JournalEntryKind.Ended => request with { HasEnded = true },
                _ => request,
            };
        }

        return [.. requests.Values];
    }
}
