using System.Buffers.Binary;

namespace InferenceScaling.Models.Checkpoints.Llama2c;

/// <summary>A checkpoint of karpathy/llama2.c: a short binary header, then 32-bit weights in a fixed order. Tensors carry the names Hugging Face gives to llama.</summary>
/// <remarks>
/// Reads the legacy format (no magic number) and version 1 (magic <c>ak42</c>); version 2, quantised to int8, is refused.
/// The rows of <c>q_proj</c> and <c>k_proj</c> are given as stored: llama2.c rotates neighbouring pairs of a head (interleaved rotary embedding),
/// while Hugging Face rotates halves, so whoever computes with them by the latter rule must first reorder the rows of each head from
/// (0, 1, 2, …) to (0, 2, 4, …, 1, 3, 5, …). The model is a llama with rotary base 10000 and a normalisation epsilon of 1e-5.
/// Reading is thread-safe. Do not shorten the file while it is open: it is mapped.
/// </remarks>
public sealed class Llama2cFile : Checkpoint
{
    private readonly TensorStore _store;

    private Llama2cFile(string location, Llama2cHeader header, TensorStore store)
    {
        Location = location;
        Header = header;
        _store = store;
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <summary>The hyper-parameters.</summary>
    public Llama2cHeader Header { get; }

    /// <inheritdoc/>
    /// <remarks><c>lm_head.weight</c> is there only where the classifier is not tied to the embedding.</remarks>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors => _store.Tensors;

    /// <summary>Maps a file and checks that its length is the one its header asks for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, or no llama2.c checkpoint.</exception>
    public static new Llama2cFile Open(string path)
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

    /// <summary>Whether the bytes and the length of a file are those of a llama2.c checkpoint: the legacy format has nothing else to know it by.</summary>
    internal static bool IsLegacy(ReadOnlySpan<byte> start, long fileLength) =>
        Llama2cLayout.ParseLegacy(start) is { } header && Llama2cLayout.Place(header) is var (_, length) && length == fileLength;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _store.Dispose();

    private static Llama2cFile Read(MappedFile file)
    {
        using var start = file.Borrow(0, (int)Math.Min(file.Length, Llama2cLayout.VersionedHeaderBytes));
        var versioned = Llama2cLayout.HasMagic(start.Span);
        var headerBytes = versioned ? Llama2cLayout.VersionedHeaderBytes : Llama2cLayout.LegacyHeaderBytes;
        if (start.Span.Length < headerBytes)
            throw Fail(file, CheckpointDefect.Truncated, $"{file.Length} bytes do not hold the header of {headerBytes}");
        if (versioned && BinaryPrimitives.ReadInt32LittleEndian(start.Span[4..]) is not 1 and var version)
            throw Fail(file, CheckpointDefect.Version, $"the version is {version}; the legacy format and version 1 are read. Export again with 'python export.py out.bin --version 1'");

        var header = versioned ? Llama2cLayout.ParseVersioned(start.Span) : Llama2cLayout.ParseLegacy(start.Span);
        if (header is null)
            throw Fail(file, CheckpointDefect.InvalidHeader, ForeignFormat.Describe(start.Span) ?? "the numbers of the header are no hyper-parameters of a llama");
        if (Llama2cLayout.Place(header) is not var (tensors, length))
            throw Fail(file, CheckpointDefect.Overflow, $"the weights of {header} are larger than 2^63 bytes");
        if (length > file.Length)
            throw Fail(file, CheckpointDefect.Truncated, $"the weights of {header} take {length} bytes, but the file has {file.Length}. It is cut off or no llama2.c checkpoint");
        if (length < file.Length)
            throw Fail(file, CheckpointDefect.Offsets, $"the weights of {header} take {length} bytes, but the file has {file.Length}: the rest belongs to no tensor");
        return new Llama2cFile(file.Path, header, new TensorStore(file, tensors));
    }

    private static CheckpointFormatException Fail(MappedFile file, CheckpointDefect defect, string reason) =>
        new(defect, $"{file.Path} is no llama2.c checkpoint that can be read: {reason}.");
}
