using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace InferenceScaling.Models.Checkpoints;

/// <summary>A file mapped read-only into memory. Spans into it are lent under a reference count, so that disposing during a read is an exception, not a crash.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly SafeFileHandle? _handle;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;

    private MappedFile(string path, long length, SafeFileHandle? handle, MemoryMappedFile? map, MemoryMappedViewAccessor? view)
    {
        _handle = handle;
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
                return new MappedFile(path, 0, handle: null, map: null, view: null);
            }

            map = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, length, stream.SafeFileHandle, map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
        }
        catch
        {
            map?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Copies a stream into anonymous memory.</summary>
    public static MappedFile Copy(Stream stream, string name)
    {
        var length = stream.Length - stream.Position;
        if (length == 0)
            return new MappedFile(name, 0, handle: null, map: null, view: null);
        var map = MemoryMappedFile.CreateNew(mapName: null, length);
        try
        {
            using (var target = map.CreateViewStream(0, length))
                stream.CopyTo(target);
            return new MappedFile(name, length, handle: null, map, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
        }
        catch
        {
            map.Dispose();
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

    /// <summary>Copies bytes out. Reads the file rather than the mapping, whose pages would stay in the working set until the end.</summary>
    /// <exception cref="EndOfStreamException">The file has become shorter since it was opened.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - destination.Length);
        if (_handle is null)
        {
            using var bytes = Borrow(offset, destination.Length);
            bytes.Span.CopyTo(destination);
            return;
        }

        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(_handle, destination, offset);
            if (count == 0)
                throw new EndOfStreamException($"{Path} had {Length} bytes when it was opened and now ends at {offset}. It must not change while it is in use.");
            destination = destination[count..];
            offset += count;
        }
    }

    public void Dispose()
    {
        _view?.Dispose();
        _map?.Dispose();
    }
}
