using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Ledger.Tests;

/// <summary>The embedded weights with other rows for the spare words: none, or each a copy of the row of a word that it stands for, which itself is never written again.</summary>
internal static class SpareWeights
{
    private const int WithoutSpares = LedgerVocabulary.Size - 12;

    /// <summary>A decoder that knows no spare words.</summary>
    public static DecoderSource None(string name) => Of(name, WithoutSpares, new Dictionary<int, int>());

    /// <summary>A decoder whose spare words mean other words.</summary>
    /// <param name="name">The embedded decoder.</param>
    /// <param name="meanings">The word that each spare word stands for, by id of the spare word.</param>
    public static DecoderSource Of(string name, IReadOnlyDictionary<int, int> meanings) => Of(name, LedgerVocabulary.Size, meanings);

    private static DecoderSource Of(string name, int size, IReadOnlyDictionary<int, int> meanings)
    {
        var settings = JsonNode.Parse(LedgerResources.Read($"{name}/config.json"))!;
        var rows = settings["vocab_size"]!.GetValue<int>();
        settings["vocab_size"] = size;
        using var weights = new MemoryStream(Resized(LedgerResources.Read($"{name}/model.safetensors"), rows, size, meanings));
        return DecoderSource.Create(SafetensorsFile.Load(weights, name), JsonSerializer.SerializeToElement(settings), "config.json");
    }

    private static byte[] Resized(byte[] file, int rows, int size, IReadOnlyDictionary<int, int> meanings)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        var data = new MemoryStream();
        foreach (var (name, tensor) in header.Where(entry => entry.Key != "__metadata__").ToArray())
        {
            var (start, end) = (tensor!["data_offsets"]![0]!.GetValue<int>(), tensor["data_offsets"]![1]!.GetValue<int>());
            var bytes = file.AsSpan(8 + length + start, end - start);
            var from = (int)data.Position;
            if (tensor["shape"]![0]!.GetValue<int>() == rows)
            {
                tensor["shape"]![0] = size;
                data.Write(WithSpares(bytes, bytes.Length / rows, size, meanings, isOutput: name.StartsWith("lm_head", StringComparison.Ordinal)));
            }
            else
            {
                data.Write(bytes);
            }

            tensor["data_offsets"] = new JsonArray(from, (int)data.Position);
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)text.Length);
        return [.. prefix, .. text, .. data.ToArray()];
    }

    // Padding is never written: its row is that of what shall never be either.
    private static byte[] WithSpares(ReadOnlySpan<byte> rows, int width, int size, IReadOnlyDictionary<int, int> meanings, bool isOutput)
    {
        var resized = new byte[width * size];
        rows[..(width * WithoutSpares)].CopyTo(resized);
        for (var spare = WithoutSpares; spare < size; spare++)
            Row(rows, width, meanings.GetValueOrDefault(spare, LedgerVocabulary.Padding)).CopyTo(resized.AsSpan(spare * width));
        foreach (var meant in isOutput ? meanings.Values : [])
            Row(rows, width, LedgerVocabulary.Padding).CopyTo(resized.AsSpan(meant * width));
        return resized;
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> rows, int width, int token) => rows.Slice(token * width, width);
}
