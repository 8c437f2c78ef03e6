using System.Collections.Concurrent;
using System.Globalization;
using InferenceScaling.Budgets;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;

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
    private readonly ChargeSum _recovered = new();
    private LiveCallGate? _live;
    private bool _hasEnded;

    private JournaledCalls(IReasoningJournal journal, string requestId, RequestTurn turn)
    {
        _journal = journal;
        _requestId = requestId;
        _turn = turn;
    }

    /// <summary>What the journal answered: the part of the request's cost that was paid before. Nothing at all if it answered nothing.</summary>
    public ReasoningUsage Recovered
    {
        get
        {
            lock (_gate)
                return _recovered.Cost == default ? default : _recovered.ToUsage(TimeSpan.Zero);
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

    /// <summary>Paths are about to be started, side by side: until <see cref="EndStart"/>, the journal answers and no model is called.</summary>
    public void BeginStart() => _live?.Close();

    /// <summary>All of them have been started.</summary>
    public void EndStart() => _live?.Open();

    /// <summary>Books a call that the journal answered.</summary>
    public void Recover(Charge charge)
    {
        lock (_gate)
            _recovered.Add(charge with { Cost = charge.Cost with { KvBytes = 0 } });
    }

    /// <summary>The answer to a call: the journal's, at once, or one that is paid and written down.</summary>
    public Task<TValue> AnswerAsync<TValue>(JournaledCall<TValue> call, CostMeter meter, CancellationToken cancellationToken)
    {
        var source = NameOf(call.Identity);
        return _known.TryGetValue((call.Key, source), out var data)
            ? Task.FromResult(call.Recover(data.Span, string.Create(CultureInfo.InvariantCulture, $"Journal entry {call.Key:x32} of request '{_requestId}'")))
            : PayAsync();

        async Task<TValue> PayAsync()
        {
            if (_live is not null)
                await _live.WaitAsync().ConfigureAwait(false);
            var value = await call.MakeAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var entry = new JournalEntry(_requestId, call.Kind, call.Key, source, call.Write(value, meter.Measured(call.Costs, call.UsageOf(value))));
                await _journal.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
                _known.TryAdd((call.Key, source), entry.Data);
                return value;
            }
            catch
            {
                call.Discard(value);
                throw;
            }
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
                case JournalEntryKind.Step or JournalEntryKind.Scores or JournalEntryKind.State:
                    _known.TryAdd((entry.Key, entry.Source), entry.Data);
                    break;
                case JournalEntryKind.Ended:
                    _hasEnded = true;
                    break;
            }
        }

        _live = _known.IsEmpty ? null : new();
        return begun;
    }
}
