using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Ledger.Tests;

/// <summary>The embedded weights of 94 words with rows for the spare words: each a copy of the word that it stands for, which itself is never written again.</summary>
internal static class SpareWeights
{
    private const int Pilot = LedgerVocabulary.Size - 12;

    /// <summary>A decoder whose spare words mean other words.</summary>
    /// <param name="name">The embedded decoder.</param>
    /// <param name="meanings">The word that each spare word stands for, by id of the spare word.</param>
    public static DecoderSource Of(string name, IReadOnlyDictionary<int, int> meanings)
    {
        var settings = JsonNode.Parse(LedgerResources.Read($"{name}/config.json"))!;
        settings["vocab_size"] = LedgerVocabulary.Size;
        using var weights = new MemoryStream(Widened(LedgerResources.Read($"{name}/model.safetensors"), meanings));
        return DecoderSource.Create(SafetensorsFile.Load(weights, name), JsonSerializer.SerializeToElement(settings), "config.json");
    }

    private static byte[] Widened(byte[] file, IReadOnlyDictionary<int, int> meanings)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        var data = new MemoryStream();
        foreach (var (name, tensor) in header.Where(entry => entry.Key != "__metadata__").ToArray())
        {
            var (start, end) = (tensor!["data_offsets"]![0]!.GetValue<int>(), tensor["data_offsets"]![1]!.GetValue<int>());
            var bytes = file.AsSpan(8 + length + start, end - start);
            var from = (int)data.Position;
            if (tensor["shape"]![0]!.GetValue<int>() == Pilot)
            {
                tensor["shape"]![0] = LedgerVocabulary.Size;
                data.Write(WithSpares(bytes, meanings, isOutput: name.StartsWith("lm_head", StringComparison.Ordinal)));
            }
            else
            {
                data.Write(bytes);
            }

            tensor["data_offsets"] = new JsonArray(from, (int)data.Position);
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var size = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)text.Length);
        return [.. size, .. text, .. data.ToArray()];
    }

    // Padding is never written: its row is that of what shall never be either.
    private static byte[] WithSpares(ReadOnlySpan<byte> rows, IReadOnlyDictionary<int, int> meanings, bool isOutput)
    {
        var width = rows.Length / Pilot;
        var widened = new byte[width * LedgerVocabulary.Size];
        rows.CopyTo(widened);
        for (var spare = Pilot; spare < LedgerVocabulary.Size; spare++)
            rows.Slice(meanings.GetValueOrDefault(spare, LedgerVocabulary.Padding) * width, width).CopyTo(widened.AsSpan(spare * width));
        foreach (var meant in meanings.Values)
        {
            if (isOutput)
                rows.Slice(LedgerVocabulary.Padding * width, width).CopyTo(widened.AsSpan(meant * width));
        }

        return widened;
    }
}
