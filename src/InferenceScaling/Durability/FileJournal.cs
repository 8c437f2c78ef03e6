using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace InferenceScaling.Durability;

/// <summary>A journal in one append-only file.</summary>
/// <remarks>
/// Thread-safe; one instance has the file at a time. Entries that are appended together share one flush to disk. A last write that a crash cut is dropped when the file is opened
/// (see <see cref="DroppedBytes"/>); damage anywhere else is refused. The file only grows: delete it when its requests are done.
/// </remarks>
public sealed class FileJournal : BatchedJournal
{
    private const int UsualFrameLength = 4 << 20;
    private readonly JournalStorage _storage;
    private readonly bool _isReadOnly;
    private readonly Lock _gate = new();
    private readonly List<JournalPlace> _all = [];
    private readonly Dictionary<string, List<JournalPlace>> _ofRequest = new(StringComparer.Ordinal);
    private readonly ulong _salt;
    private long _end;

    internal FileJournal(JournalStorage storage, bool isReadOnly = false)
    {
        _storage = storage;
        _isReadOnly = isReadOnly;
        try
        {
            (_salt, _end) = Recover();
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    /// <summary>The file's full path.</summary>
    public override string Name => _storage.Path;

    /// <summary>Bytes of a last write, cut by a crash, that opening found and dropped; 0 after an orderly end.</summary>
    public long DroppedBytes { get; private set; }

    /// <summary>Opens a journal, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="JournalInUseException">It is open elsewhere.</exception>
    /// <exception cref="JournalFormatException">It is damaged before its end, or no journal at all; it is left as it is.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileJournal Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(new JournalStorage(path, isReadOnly: false));
    }

    /// <summary>Opens a journal to read only, such as for a replay. Others may read it at the same time; nothing is changed.</summary>
    /// <inheritdoc cref="Open"/>
    public static FileJournal OpenRead(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(new JournalStorage(path, isReadOnly: true), isReadOnly: true);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<JournalEntry> ReadAsync(string? requestId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JournalPlace[] places;
        lock (_gate)
            places = requestId is null ? [.. _all] : _ofRequest.TryGetValue(requestId, out var own) ? [.. own] : [];
        foreach (var (offset, length) in places)
        {
            var bytes = new byte[length];
            await _storage.ReadAsync(bytes, offset, cancellationToken).ConfigureAwait(false);
            yield return JournalEntryFormat.Read(bytes, $"{Name}, byte {offset}", out _);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask CommitAsync(IReadOnlyList<JournalEntry> entries)
    {
        if (_isReadOnly)
            throw new JournalException($"The journal {Name} was opened to read only; use {nameof(FileJournal)}.{nameof(Open)} to write.");
        for (var next = 0; next < entries.Count;)
            next = await WriteFrameAsync(entries, next).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask CloseAsync()
    {
        _storage.Dispose();
        return ValueTask.CompletedTask;
    }

    // A batch that is more than one frame is flushed frame by frame: only the last frame of a file may be cut.
    private async ValueTask<int> WriteFrameAsync(IReadOnlyList<JournalEntry> entries, int first)
    {
        var writer = new RecordWriter();
        writer.Key(0); // The header's place.
        var places = new List<(string RequestId, JournalPlace Place)>();
        var next = first;
        for (; next < entries.Count && (next == first || writer.Written.Length + entries[next].Data.Length <= UsualFrameLength); next++)
        {
            var start = writer.Written.Length;
            JournalEntryFormat.Write(writer, entries[next]);
            places.Add((entries[next].RequestId, new(_end + start, writer.Written.Length - start)));
        }

        var frame = writer.Written;
        JournalFrame.WriteHeader(MemoryMarshal.AsMemory(frame).Span, frame.Span[JournalFrame.HeaderLength..], _end, _salt);
        await _storage.WriteAsync(frame, _end).ConfigureAwait(false);
        _storage.Flush();
        _end += frame.Length;
        lock (_gate)
        {
            foreach (var (requestId, place) in places)
                Remember(requestId, place);
        }

        return next;
    }

    private (ulong Salt, long End) Recover()
    {
        var head = new byte[JournalFileHeader.Length];
        var read = _storage.Read(head, 0);
        if (!_isReadOnly && JournalFileHeader.IsUnfinished(head.AsSpan(0, read)))
        {
            head = JournalFileHeader.Create();
            _storage.Create(head);
            read = head.Length;
        }

        var salt = JournalFileHeader.ReadSalt(head.AsSpan(0, read), Name);
        var end = new JournalScan(_storage, salt).Run((entry, place) => Remember(entry.RequestId, place));
        DroppedBytes = _storage.Length - end;
        if (DroppedBytes > 0 && !_isReadOnly)
            _storage.Truncate(end);
        return (salt, end);
    }

    private void Remember(string requestId, JournalPlace place)
    {
        _all.Add(place);
        if (!_ofRequest.TryGetValue(requestId, out var own))
            _ofRequest[requestId] = own = [];
        own.Add(place);
    }
}
