using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceScaling.Models.Checkpoints.Safetensors;

/// <summary>Writes safetensors files. The same tensors and metadata give the same bytes, in whatever order they come.</summary>
public static class SafetensorsWriter
{
    private const int HeaderAlignment = 8;

    /// <summary>Writes a file. A file of that name is replaced only when the new one is complete.</summary>
    /// <param name="path">Where to write; its folder must exist.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, if any.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, a type has no place in safetensors, or data and shape disagree.</exception>
    public static void Write(string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var unfinished = path + ".partial";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
                Write(stream, tensors, metadata);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, if any.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, a type has no place in safetensors, or data and shape disagree.</exception>
    public static void Write(Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);

        var data = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var entries = new List<TensorEntry>();
        foreach (var tensor in tensors)
        {
            if (!data.TryAdd(tensor.Name, tensor.Data))
                throw new ArgumentException($"The tensor name '{tensor.Name}' is reserved or occurs twice.", nameof(tensors));
            entries.Add(new(tensor.Name, tensor.Type, tensor.Shape, tensor.Data.Length));
        }

        Write(stream, entries, entry => stream.Write(data[entry.Name].Span), metadata);
    }

    /// <summary>Writes tensors whose data come one after the other, so that no more than one is in memory.</summary>
    /// <param name="stream">The stream; left open.</param>
    /// <param name="tensors">The tensors, each name once.</param>
    /// <param name="writeData">Writes a tensor's bytes to <paramref name="stream"/>.</param>
    /// <param name="metadata">Texts for <c>__metadata__</c>, if any.</param>
    internal static void Write(Stream stream, IEnumerable<TensorEntry> tensors, Action<TensorEntry> writeData, IReadOnlyDictionary<string, string>? metadata)
    {
        // The order of the original's writer: wide types first, so that every tensor is aligned to its element, then by name.
        var ordered = tensors
            .OrderByDescending(tensor => SafetensorsTypes.Rank(tensor.Type))
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToList();
        Check(ordered);

        var header = Header(ordered, metadata);
        if (header.Length > SafetensorsFile.MaxHeaderLength)
            throw new ArgumentException($"The header would have {header.Length} bytes; the format allows {SafetensorsFile.MaxHeaderLength}.", nameof(tensors));

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
            writeData(tensor);
    }

    private static void Check(List<TensorEntry> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (tensor.Name == "__metadata__")
                throw new ArgumentException($"The tensor name '{tensor.Name}' is reserved or occurs twice.", nameof(tensors));
            if (SafetensorsTypes.Rank(tensor.Type) < 0)
                throw new ArgumentException($"Tensor '{tensor.Name}' is {tensor.Type}, which safetensors does not have: dequantise to F32, F16 or BF16 first.", nameof(tensors));
            if (tensor.Shape.IsDefault || tensor.Shape.Any(dimension => dimension < 0) || tensor.Type.TryGetByteLength(tensor.Shape.AsSpan()) != tensor.ByteLength)
                throw new ArgumentException($"Tensor '{tensor.Name}', {tensor.Type} [{(tensor.Shape.IsDefault ? "no shape" : string.Join(", ", tensor.Shape))}], does not have {tensor.ByteLength} bytes.", nameof(tensors));
        }
    }

    private static byte[] Header(List<TensorEntry> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    writer.WriteString(key, value);
                writer.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
                WriteTensor(writer, tensor, ref offset);
            writer.WriteEndObject();
        }

        while (buffer.Length % HeaderAlignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter writer, TensorEntry tensor, ref long offset)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", SafetensorsTypes.NameOf(tensor.Type));
        writer.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape)
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        offset += tensor.ByteLength;
        writer.WriteNumberValue(offset);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
