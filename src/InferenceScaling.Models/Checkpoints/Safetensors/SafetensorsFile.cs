using System.Buffers.Binary;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>A <c>.safetensors</c> file: an 8-byte little-endian header length, a JSON header, then the tensors' bytes without holes.</summary>
/// <remarks>
/// Format: the safetensors project of Hugging Face. The reader is as strict as the original: offsets must tile the data exactly, shape and type
/// must give the number of bytes, and no name may occur twice. Reading is thread-safe. Do not shorten the file while it is open: it is mapped.
/// </remarks>
public sealed class SafetensorsFile : Checkpoint
{
    /// <summary>Largest header the format allows, in bytes.</summary>
    internal const long MaxHeaderLength = 100_000_000;

    private readonly TensorStore _store;

    private SafetensorsFile(string location, TensorStore store, IReadOnlyDictionary<string, string> metadata)
    {
        Location = location;
        _store = store;
        Metadata = metadata;
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors => _store.Tensors;

    /// <summary>The texts of <c>__metadata__</c>; empty where the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, or no safetensors file.</exception>
    public static new SafetensorsFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void ReadBytes(string name, long byteOffset, Span<byte> destination) => _store.ReadBytes(name, byteOffset, destination);

    /// <inheritdoc/>
    public override void ReadSingles(string name, long elementOffset, Span<float> destination) => _store.ReadSingles(name, elementOffset, destination);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _store.Dispose();

    private static SafetensorsFile Read(MappedFile file)
    {
        if (file.Length < sizeof(ulong))
            throw new CheckpointFormatException(CheckpointDefect.Truncated, $"{file.Path}: {file.Length} bytes are no safetensors file, which begins with an 8-byte header length. Fetch the file again.");

        using var start = file.Borrow(0, (int)Math.Min(file.Length, 64));
        if (ForeignFormat.Describe(start.Span) is { } foreign)
            throw new CheckpointFormatException(CheckpointDefect.WrongFormat, $"{file.Path} is no safetensors file: {foreign}.");

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start.Span);
        if (headerLength > MaxHeaderLength)
            throw new CheckpointFormatException(CheckpointDefect.HeaderLength, $"{file.Path}: the header length is {headerLength}; the format allows {MaxHeaderLength} bytes. The file is damaged or no safetensors file.");
        if (headerLength > (ulong)(file.Length - sizeof(ulong)))
            throw new CheckpointFormatException(CheckpointDefect.HeaderLength, $"{file.Path}: the header length is {headerLength}, but only {file.Length - sizeof(ulong)} bytes follow. The file is cut off or no safetensors file.");

        var dataStart = sizeof(ulong) + (long)headerLength;
        using var header = file.Borrow(sizeof(ulong), (int)headerLength);
        var (tensors, metadata) = SafetensorsHeader.Parse(file.Path, header.Span);
        SafetensorsHeader.CheckTiling(file.Path, tensors, file.Length - dataStart);
        return new SafetensorsFile(file.Path, new TensorStore(file, tensors.ConvertAll(tensor => tensor with { Offset = tensor.Offset + dataStart })), metadata);
    }
}
