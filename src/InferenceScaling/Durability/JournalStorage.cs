using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace InferenceScaling.Durability;

/// <summary>The bytes of a journal's file.</summary>
internal class JournalStorage : IDisposable
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlock = 11;
    private const int WouldBlockOnDarwin = 35;
    private readonly SafeFileHandle _handle;

    public JournalStorage(string path, bool isReadOnly)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            // An exclusive lock: two writers would write over each other's entries. The system frees it when the process dies.
            _handle = isReadOnly
                ? File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.Read)
                : File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        }
        catch (IOException exception) when (exception.HResult is SharingViolation or WouldBlock or WouldBlockOnDarwin)
        {
            throw new JournalInUseException($"The journal {Path} is open in another process, or elsewhere in this one. A file journal has one user at a time: share one instance within a process, and give every process its own file.", exception);
        }
    }

    public string Path { get; }

    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>Reads up to the end of the file or of the buffer.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(_handle, buffer[read..], offset + read) is var more and > 0)
            read += more;
        return read;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        var read = 0;
        while (read < buffer.Length && await RandomAccess.ReadAsync(_handle, buffer[read..], offset + read, cancellationToken).ConfigureAwait(false) is var more and > 0)
            read += more;
        return read;
    }

    public virtual ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset) => RandomAccess.WriteAsync(_handle, bytes, offset);

    /// <summary>Returns when everything written is on the disk.</summary>
    public virtual void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Writes the first bytes of a new file.</summary>
    public void Create(ReadOnlySpan<byte> header)
    {
        RandomAccess.Write(_handle, header, 0);
        RandomAccess.FlushToDisk(_handle);
    }

    public void Truncate(long length)
    {
        RandomAccess.SetLength(_handle, length);
        RandomAccess.FlushToDisk(_handle);
    }

    [SuppressMessage("Usage", "CA1816", Justification = "There is no finaliser here or below.")]
    public void Dispose() => _handle.Dispose();
}
