using System.IO.MemoryMappedFiles;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>A file mapped read-only into memory. Spans into it are lent under a reference count, so that disposing during a read is an exception, not a crash.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;

    private MappedFile(string path, long length, MemoryMappedFile? map, MemoryMappedViewAccessor? view)
    {
        Path = path;
        Length = length;
        _map = map;
        _view = view;
    }

    public string Path { get; }

    public long Length { get; }

    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        MemoryMappedFile? map = null;
        try
        {
            var length = stream.Length;
            if (length == 0)
            {
                stream.Dispose();
                return new MappedFile(path, 0, map: null, view: null);
            }

            map = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, length, map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
        }
        catch
        {
            map?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Lends the bytes [offset, offset + length).</summary>
    public MappedBytes Borrow(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return length == 0 ? default : new MappedBytes(_view!, offset, length);
    }

    /// <summary>Copies bytes out.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        using var bytes = Borrow(offset, destination.Length);
        bytes.Span.CopyTo(destination);
    }

    public void Dispose()
    {
        _view?.Dispose();
        _map?.Dispose();
    }
}
