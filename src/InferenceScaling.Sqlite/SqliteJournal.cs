using System.Runtime.CompilerServices;
using InferenceScaling.Durability;
using Microsoft.Data.Sqlite;

namespace InferenceScaling.Sqlite;

/// <summary>A journal in a SQLite database.</summary>
/// <remarks>
/// Thread-safe. Entries that are appended together share one transaction and one flush to disk (write-ahead logging, <c>synchronous = FULL</c>). Several processes may use one database;
/// only a request that runs in two of them at once may pay for a call twice.
/// </remarks>
public sealed class SqliteJournal : BatchedJournal
{
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _writing = new(1);

    private SqliteJournal(string path, SqliteConnection writer)
    {
        Name = path;
        _writer = writer;
    }

    /// <summary>The database's full path.</summary>
    public override string Name { get; }

    /// <summary>Opens a journal, or makes it.</summary>
    /// <param name="path">The database's file.</param>
    /// <exception cref="JournalFormatException">The file is damaged, no database, or a database of something else; it is left as it is.</exception>
    /// <exception cref="JournalException">The database cannot be opened.</exception>
    public static SqliteJournal Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        var writer = JournalDatabase.Connect(path);
        try
        {
            JournalDatabase.Use(path, () =>
            {
                writer.Open();
                JournalDatabase.Prepare(writer, path);
            });
            return new(path, writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<JournalEntry> ReadAsync(string? requestId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A connection of its own: readers do not wait for the writer, nor it for them.
        using var reader = JournalDatabase.Connect(Name);
        JournalDatabase.Use(Name, reader.Open);
        for (var last = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = new List<JournalEntry>();
            JournalDatabase.Use(Name, () => last = JournalTable.ReadPage(reader, Name, requestId, last, page));
            if (page.Count == 0)
                yield break;
            foreach (var entry in page)
                yield return entry;
            await Task.Yield();
        }
    }

    /// <summary>Forgets a request and everything that was paid for it: when its result is stored elsewhere. Does nothing if there is no such request.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Gives up waiting for other writers.</param>
    /// <exception cref="JournalException">The database cannot be written.</exception>
    public async Task RemoveAsync(string requestId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            JournalDatabase.Use(Name, () => JournalTable.Remove(_writer, requestId));
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask CommitAsync(IReadOnlyList<JournalEntry> entries)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            JournalDatabase.Use(Name, () => JournalTable.Insert(_writer, entries));
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask CloseAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _writing.Dispose();
    }
}
