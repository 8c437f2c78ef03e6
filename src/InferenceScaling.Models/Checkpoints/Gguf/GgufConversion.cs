using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Writes a GGUF model again with its matrices in another type; vectors, metadata and tokenizer stay as they are.</summary>
/// <remarks>
/// What llama.cpp's own tool keeps is kept: norms, biases, routers of experts, learned positions, and matrices whose rows are no multiple of a block.
/// With Q4_0 the head (<c>output.weight</c>, or the embedding where there is none) becomes Q8_0: four bits cost most there, and llama.cpp's tool gives it six or eight.
/// A type that was quantised before loses twice: convert from F32, F16 or BF16 where there is a choice.
/// </remarks>
public static class GgufConversion
{
    private const string FileTypeKey = "general.file_type";
    private const string QuantizationVersionKey = "general.quantization_version";
    private const string Head = "output.weight";
    private const string Embedding = "token_embd.weight";
    private const uint QuantizationVersion = 2;
    private const int ChunkElements = 1 << 18;

    /// <summary>Converts a file.</summary>
    /// <param name="source">The GGUF file to read.</param>
    /// <param name="path">Where to write, another file than <paramref name="source"/>; replaced only when the new one is complete.</param>
    /// <param name="matrices">Type of the matrices: <see cref="TensorType.F32"/>, <see cref="TensorType.F16"/>, <see cref="TensorType.BF16"/>, <see cref="TensorType.Q8_0"/> or <see cref="TensorType.Q4_0"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="matrices"/> is another type.</exception>
    /// <exception cref="ArgumentException">Both paths are the same, or a weight is not finite or too large for the type.</exception>
    public static void Convert(string source, string path, TensorType matrices = TensorType.Q8_0)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Quantizer.Supports(matrices))
            throw new ArgumentOutOfRangeException(nameof(matrices), matrices, "Matrices are written as F32, F16, BF16, Q8_0 or Q4_0.");
        if (Path.GetFullPath(source) == Path.GetFullPath(path))
            throw new ArgumentException($"{path} is the file that is read; name another.", nameof(path));

        using var file = GgufFile.Open(source);
        var metadata = new GgufMetadataBuilder()
            .AddAll(file.Metadata, FileTypeKey, QuantizationVersionKey)
            .Add(FileTypeKey, FileType(matrices))
            .Add(QuantizationVersionKey, QuantizationVersion);
        var head = file.Tensors.ContainsKey(Head) ? Head : Embedding;
        TensorEntry[] entries = [.. file.Tensors.Values.Select(entry => IsMatrix(entry, matrices) ? Entry(entry, matrices == TensorType.Q4_0 && entry.Name == head ? TensorType.Q8_0 : matrices) : entry)];
        GgufWriter.Replace(path, stream => GgufWriter.Write(stream, entries, entry => Copy(file, entry, stream), metadata));
    }

    private static void Copy(GgufFile file, TensorEntry entry, Stream stream)
    {
        var same = entry.Type == file.Tensors[entry.Name].Type;
        var (values, bytes) = (Array.Empty<float>(), Array.Empty<byte>());
        for (var offset = 0L; offset < entry.ElementCount; offset += ChunkElements)
        {
            var count = (int)Math.Min(ChunkElements, entry.ElementCount - offset);
            var length = count / entry.Type.BlockLength() * entry.Type.BlockBytes();
            if (bytes.Length < length)
                (values, bytes) = (same ? [] : new float[count], new byte[length]);
            var part = bytes.AsSpan(0, length);
            if (same)
                file.ReadBytes(entry.Name, offset / entry.Type.BlockLength() * entry.Type.BlockBytes(), part);
            else
                Convert(file, entry, offset, values.AsSpan(0, count), part);
            stream.Write(part);
        }
    }

    private static void Convert(GgufFile file, TensorEntry entry, long offset, Span<float> values, Span<byte> bytes)
    {
        file.ReadSingles(entry.Name, offset, values);
        try
        {
            Quantizer.FromSingles(entry.Type, values, bytes);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"{file.Location}: tensor '{entry.Name}' cannot be written as {entry.Type}. {exception.Message}", exception);
        }
    }

    private static bool IsMatrix(TensorEntry entry, TensorType type) =>
        entry.Shape.Length >= 2 && Dequantizer.Supports(entry.Type) && entry.Shape[^1] % type.BlockLength() == 0
        && entry.Name.EndsWith(".weight", StringComparison.Ordinal)
        && !entry.Name.EndsWith("_norm.weight", StringComparison.Ordinal) && !entry.Name.EndsWith("ffn_gate_inp.weight", StringComparison.Ordinal)
        && entry.Name is not ("position_embd.weight" or "token_types.weight");

    private static TensorEntry Entry(TensorEntry entry, TensorType type) => entry with
    {
        Type = type,
        ByteLength = type.TryGetByteLength(entry.Shape.AsSpan()) ?? throw new CheckpointFormatException(CheckpointDefect.Overflow, $"Tensor '{entry.Name}' would have more than 2⁶³ bytes."),
    };

    /// <summary>llama.cpp's number for "mostly of this type".</summary>
    private static uint FileType(TensorType type) => type switch { TensorType.F32 => 0, TensorType.F16 => 1, TensorType.Q4_0 => 2, TensorType.Q8_0 => 7, _ => 32 };
}
