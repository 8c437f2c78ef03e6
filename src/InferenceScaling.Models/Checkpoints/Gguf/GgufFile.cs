using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>A GGUF file, version 2 or 3: metadata and tensors, plain or in GGML's block formats, which <see cref="ReadSingles"/> dequantises.</summary>
/// <remarks>
/// Format: the ggml project. Shapes are turned round to PyTorch's order. For models of the llama family GGUF stores query and key rows
/// permuted for interleaved rotary embedding; the rows are given as they are stored. Big-endian files are refused.
/// Reading is thread-safe. Do not shorten the file while it is open: it is mapped.
/// </remarks>
public sealed class GgufFile : Checkpoint
{
    private readonly TensorStore _store;

    private GgufFile(string location, int version, GgufMetadata metadata, TensorStore store)
    {
        Location = location;
        Version = version;
        Metadata = metadata;
        _store = store;
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors => _store.Tensors;

    /// <summary>Version of the format: 2 or 3, which differ only in that 3 allows big-endian files.</summary>
    public int Version { get; }

    /// <summary>The metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>Maps a file and checks everything but the weights themselves.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged, no GGUF file, or of a kind that is not read.</exception>
    public static new GgufFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            var (version, metadata, tensors) = GgufHeader.Parse(file);
            return new GgufFile(path, version, metadata, new TensorStore(file, tensors));
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
    internal override QuantizationFormat? Quantization(string name) => Tensors.TryGetValue(name, out var entry) && entry.Shape.Length >= 2 ? BlockCodes.FormatOf(entry.Type) : null;

    /// <inheritdoc/>
    internal override QuantizedMatrix ReadQuantized(string name, int firstRow, int rows)
    {
        if (Quantization(name) is not { } format)
            return base.ReadQuantized(name, firstRow, rows);
        var (type, columns) = (Tensors[name].Type, checked((int)Tensors[name].Shape[^1]));
        var line = columns / type.BlockLength() * type.BlockBytes();
        var bytes = new byte[checked(rows * line)];
        ReadBytes(name, (long)firstRow * line, bytes);
        return BlockCodes.Read(type, format, rows, columns, bytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _store.Dispose();
}
