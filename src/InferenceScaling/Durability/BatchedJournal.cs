namespace InferenceScaling.Durability;

/// <summary>The base of journals whose commits are slow, such as a flush to disk: entries that arrive while one commit runs share the next (DeWitt et al. 1984, group commit).</summary>
/// <remarks>After a commit that failed it is unknown what is stored, so that every later entry is refused; open the journal anew, which repairs it.</remarks>
public abstract class BatchedJournal : IReasoningJournal, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Batch? _next;
    private Task _committing = Task.CompletedTask;
    private bool _isCommitting;
    private bool _isClosed;
    private volatile Exception? _failure;

    /// <summary>What the journal is called in messages, such as the file's path.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<JournalEntry> ReadAsync(string? requestId = null, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public ValueTask AppendAsync(JournalEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry.Validate();
        Batch batch;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            ThrowIfFailed();
            batch = _next ??= new();
            batch.Entries.Add(entry);
            if (!_isCommitting)
            {
                _isCommitting = true;
                _committing = Task.Run(CommitAllAsync, CancellationToken.None);
            }
        }

        return new(batch.Stored.Task.WaitAsync(cancellationToken));
    }

    /// <summary>Waits for the entries on their way and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        Task committing;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            committing = _committing;
        }

        await committing.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stores entries, in order and all or none of them, so that they survive a crash. Never called twice at a time.</summary>
    /// <param name="entries">At least one entry.</param>
    protected abstract ValueTask CommitAsync(IReadOnlyList<JournalEntry> entries);

    /// <summary>Frees what the journal holds. No commit runs any more.</summary>
    protected abstract ValueTask CloseAsync();

    private async Task CommitAllAsync()
    {
        while (true)
        {
            Batch batch;
            lock (_gate)
            {
                if (_next is null)
                {
                    _isCommitting = false;
                    return;
                }

                batch = _next;
                _next = null;
            }

            try
            {
                ThrowIfFailed();
                await CommitAsync(batch.Entries).ConfigureAwait(false);
                batch.Stored.SetResult();
            }
            catch (Exception failure)
            {
                _failure ??= failure;
                batch.Stored.SetException(failure as JournalException
                    ?? new JournalException($"The journal {Name} could not be written: {failure.Message} What it held before is safe; open it anew and run the request again.", failure));
            }
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw new JournalException($"The journal {Name} takes no more entries, because an earlier one could not be written: {_failure.Message} Open it anew and run the request again.", _failure);
    }

    private sealed class Batch
    {
        public List<JournalEntry> Entries { get; } = [];

        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
