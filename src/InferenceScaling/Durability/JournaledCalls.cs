using System.Collections.Concurrent;
using System.Globalization;
using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>The calls of one request: answered by the journal if they are in it, and else paid and written there before they are used. Thread-safe.</summary>
/// <remarks>A call that fails is not written: it is made again when the request is run again. A written entry is never waited for in vain: cancelling a search does not lose what was just paid.</remarks>
internal sealed class JournaledCalls : IDisposable
{
    private readonly IReasoningJournal _journal;
    private readonly string _requestId;
    private readonly RequestTurn _turn;
    private readonly ConcurrentDictionary<(UInt128 Key, string Source), ReadOnlyMemory<byte>> _known = new();
    private readonly Lock _gate = new();
    private TokenUsage _tokens;
    private long _generatorCalls;
    private long _verifierCalls;
    private bool _hasEnded;

    private JournaledCalls(IReasoningJournal journal, string requestId, RequestTurn turn)
    {
        _journal = journal;
        _requestId = requestId;
        _turn = turn;
    }

    /// <summary>What the journal answered: the part of the request's cost that was paid before.</summary>
    public ReasoningUsage Recovered
    {
        get
        {
            lock (_gate)
                return new(_tokens, _generatorCalls, _verifierCalls, TimeSpan.Zero);
        }
    }

    /// <summary>Begins a request, or goes on with it. Waits while the same request runs elsewhere on this journal, and then finds its calls.</summary>
    /// <exception cref="ArgumentException">The id is no text of 1 to 256 characters.</exception>
    /// <exception cref="JournalConflictException">The id belongs to another request.</exception>
    public static async Task<JournaledCalls> OpenAsync(IReasoningJournal journal, ReasoningRequest request, SearchSettings settings, CancellationToken cancellationToken)
    {
        var now = RequestRecord.Of(request, settings);
        var data = now.ToBytes();
        var requestId = request.Id ?? IdOf(data);
        var beginning = new JournalEntry(requestId, JournalEntryKind.Begun, 0, "", data);
        beginning.Validate();
        var turn = await RequestTurn.TakeAsync(journal, requestId, cancellationToken).ConfigureAwait(false);
        try
        {
            var calls = new JournaledCalls(journal, requestId, turn);
            if (await calls.LoadAsync(cancellationToken).ConfigureAwait(false) is not { } begun)
                await journal.AppendAsync(beginning, cancellationToken).ConfigureAwait(false);
            else if (begun.DifferenceTo(now) is { } difference)
                throw Conflict(requestId, difference);
            return calls;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    public Task<ReasoningStep> StepAsync(IStepGenerator generator, ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken)
    {
        var key = CallKey.OfStep(path, ordinal, options);
        var source = NameOf(generator.Identity);
        if (!_known.TryGetValue((key, source), out var data))
            return PayAsync();
        var (_, step) = StepRecord.Read(data.Span, Name(key));
        Count(step.Usage, generatorCalls: 1, verifierCalls: 0);
        return Task.FromResult(step);

        async Task<ReasoningStep> PayAsync()
        {
            var made = await generator.GenerateStepAsync(path, ordinal, options, cancellationToken).ConfigureAwait(false);
            var place = path.Depth == 0 ? string.Create(CultureInfo.InvariantCulture, $"{ordinal}") : string.Create(CultureInfo.InvariantCulture, $"{path}.{ordinal}");
            try
            {
                await StoreAsync(JournalEntryKind.Step, key, source, new StepRecord(place, made).ToBytes()).ConfigureAwait(false);
            }
            catch
            {
                generator.Release(path.Extend(ordinal, made));
                throw;
            }

            return made;
        }
    }

    public Task<StepScores> ScoreAsync(IVerifier verifier, ReasoningPath path, CancellationToken cancellationToken)
    {
        var key = CallKey.OfScores(path);
        var source = NameOf(verifier.Identity);
        if (!_known.TryGetValue((key, source), out var data))
            return PayAsync();
        var (_, scores) = ScoresRecord.Read(data.Span, Name(key));
        Count(scores.Usage, generatorCalls: 0, verifierCalls: 1);
        return Task.FromResult(scores);

        async Task<StepScores> PayAsync()
        {
            var made = await verifier.ScoreAsync(path, cancellationToken).ConfigureAwait(false);

            // A verdict that does not fit would be refused again and again.
            made.CheckedFor(path, verifier);
            await StoreAsync(JournalEntryKind.Scores, key, source, new ScoresRecord(path.ToString(), made).ToBytes()).ConfigureAwait(false);
            return made;
        }
    }

    /// <summary>Notes that the search came to its end.</summary>
    public async Task EndAsync()
    {
        if (!_hasEnded)
            await _journal.AppendAsync(new(_requestId, JournalEntryKind.Ended, 0, "", default), CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    private static string IdOf(ReadOnlySpan<byte> data)
    {
        var writer = new RecordWriter();
        writer.Bytes(data);
        return CallKey.Hash(writer).ToString("x32", CultureInfo.InvariantCulture);
    }

    // An identity of any length, as one of the journal's.
    private static string NameOf(string identity)
    {
        if (identity.Length <= JournalEntry.MaxNameLength && RecordWriter.IsUnicode(identity))
            return identity;
        var writer = new RecordWriter();
        writer.Text(identity);
        return CallKey.Hash(writer).ToString("x32", CultureInfo.InvariantCulture);
    }

    private static JournalConflictException Conflict(string requestId, (string Name, string Begun, string Now) difference) => new(
        $"Request '{requestId}' was begun with {difference.Name} = {Short(difference.Begun)}, and is now run with {Short(difference.Now)}. Finish it as it was begun, or give the changed request another {nameof(ReasoningRequest.Id)}.");

    private static string Short(string value) => value.Length <= 80 ? $"'{value}'" : $"'{value.AsSpan(0, 79)}…'";

    private string Name(UInt128 key) => string.Create(CultureInfo.InvariantCulture, $"Journal entry {key:x32} of request '{_requestId}'");

    private async Task<RequestRecord?> LoadAsync(CancellationToken cancellationToken)
    {
        RequestRecord? begun = null;
        await foreach (var entry in _journal.ReadAsync(_requestId, cancellationToken).ConfigureAwait(false))
        {
            switch (entry.Kind)
            {
                case JournalEntryKind.Begun:
                    begun ??= RequestRecord.Read(entry.Data.Span, $"The beginning of request '{_requestId}'");
                    break;
                case JournalEntryKind.Step or JournalEntryKind.Scores:
                    _known.TryAdd((entry.Key, entry.Source), entry.Data);
                    break;
                case JournalEntryKind.Ended:
                    _hasEnded = true;
                    break;
            }
        }

        return begun;
    }

    private async Task StoreAsync(JournalEntryKind kind, UInt128 key, string source, byte[] data)
    {
        await _journal.AppendAsync(new(_requestId, kind, key, source, data), CancellationToken.None).ConfigureAwait(false);
        _known.TryAdd((key, source), data);
    }

    private void Count(TokenUsage usage, int generatorCalls, int verifierCalls)
    {
        lock (_gate)
        {
            _tokens += usage;
            _generatorCalls += generatorCalls;
            _verifierCalls += verifierCalls;
        }
    }
}
