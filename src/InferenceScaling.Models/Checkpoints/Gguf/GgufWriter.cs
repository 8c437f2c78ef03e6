using System.Buffers;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Writes GGUF files of version 3, little-endian. Tensors and metadata keep the order they come in.</summary>
/// <remarks>Format: the ggml project, docs/gguf.md. <see cref="GgufConversion"/> writes a whole model in another type.</remarks>
public static class GgufWriter
{
    internal const string AlignmentKey = "general.alignment";
    internal const uint DefaultAlignment = 32;

    private const uint Magic = 0x4655_4747;
    private const uint Version = 3;
    private const int MaxDimensions = 4;

    /// <summary>Writes a file. A file of that name is replaced only when the new one is complete.</summary>
    /// <param name="path">Where to write; its folder must exist.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">The metadata; null for none. Programs that load models ask at least for <c>general.architecture</c>.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice, a type has no place in GGUF, or data and shape disagree.</exception>
    public static void Write(string path, IEnumerable<GgufTensor> tensors, GgufMetadataBuilder? metadata = null) =>
        Replace(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">The metadata; null for none. Programs that load models ask at least for <c>general.architecture</c>.</param>
    /// <exception cref="ArgumentException">A name is empty or occurs twice, a type has no place in GGUF, or data and shape disagree.</exception>
    public static void Write(Stream stream, IEnumerable<GgufTensor> tensors, GgufMetadataBuilder? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        GgufTensor[] all = [.. tensors];
        var index = 0;
        Write(stream, [.. all.Select(tensor => new TensorEntry(tensor.Name, tensor.Type, tensor.Shape, tensor.Data.Length))], _ => stream.Write(all[index++].Data.Span), metadata);
    }

    /// <summary>Writes tensors whose data come one after the other, so that no more than one is in memory.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="writeData">Writes a tensor's bytes to <paramref name="stream"/>; called once for each, in order.</param>
    /// <param name="metadata">The metadata, or null.</param>
    internal static void Write(Stream stream, IReadOnlyList<TensorEntry> tensors, Action<TensorEntry> writeData, GgufMetadataBuilder? metadata)
    {
        metadata ??= new();
        Check(tensors);
        var header = Header(tensors, metadata);
        stream.Write(header);
        Pad(stream, header.Length, metadata.Alignment);
        foreach (var tensor in tensors)
        {
            writeData(tensor);
            Pad(stream, tensor.ByteLength, metadata.Alignment);
        }
    }

    /// <summary>Writes a file beside the old one and puts it in its place when it is complete.</summary>
    internal static void Replace(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var unfinished = path + ".partial";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
                write(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static void Check(IReadOnlyList<TensorEntry> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            if (string.IsNullOrEmpty(tensor.Name) || !names.Add(tensor.Name))
                throw new ArgumentException($"The tensor name '{tensor.Name}' is empty or occurs twice.", nameof(tensors));
            if (GgufTypes.IdOf(tensor.Type) is null)
                throw new ArgumentException($"Tensor '{tensor.Name}' is {tensor.Type}, which GGUF does not have.", nameof(tensors));
            if (tensor.Shape.IsDefault || tensor.Shape.Length > MaxDimensions || tensor.Shape.Any(dimension => dimension < 0))
                throw new ArgumentException($"Tensor '{tensor.Name}' has the shape [{(tensor.Shape.IsDefault ? "no shape" : string.Join(", ", tensor.Shape))}]; expected at most {MaxDimensions} dimensions, none negative.", nameof(tensors));
            var row = tensor.Shape is [.., var last] ? last : 1;
            if (row % tensor.Type.BlockLength() != 0)
                throw new ArgumentException($"Tensor '{tensor.Name}' has rows of {row} elements, no multiple of the {tensor.Type.BlockLength()} that {tensor.Type} stores together.", nameof(tensors));
            if (tensor.Type.TryGetByteLength(tensor.Shape.AsSpan()) != tensor.ByteLength)
                throw new ArgumentException($"Tensor '{tensor.Name}', {tensor.Type} [{string.Join(", ", tensor.Shape)}], does not have {tensor.ByteLength} bytes.", nameof(tensors));
        }
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<TensorEntry> tensors, GgufMetadataBuilder metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var encoder = new GgufEncoder(buffer);
        encoder.WriteUInt32(Magic);
        encoder.WriteUInt32(Version);
        encoder.WriteUInt64((ulong)tensors.Count);
        encoder.WriteUInt64((ulong)metadata.Count);
        buffer.Write(metadata.Bytes);
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            encoder.WriteString(tensor.Name);
            encoder.WriteUInt32((uint)tensor.Shape.Length);
            foreach (var dimension in tensor.Shape.Reverse())
                encoder.WriteUInt64((ulong)dimension);
            encoder.WriteUInt32(GgufTypes.IdOf(tensor.Type)!.Value);
            encoder.WriteUInt64((ulong)offset);
            offset += tensor.ByteLength + Padding(tensor.ByteLength, metadata.Alignment);
        }

        return buffer.WrittenSpan;
    }

    private static void Pad(Stream stream, long length, uint alignment)
    {
        for (var missing = Padding(length, alignment); missing > 0; missing--)
            stream.WriteByte(0);
    }

    private static long Padding(long length, uint alignment) => (alignment - (length % alignment)) % alignment;
}
