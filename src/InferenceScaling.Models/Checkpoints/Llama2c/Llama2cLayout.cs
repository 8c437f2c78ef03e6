using System.Buffers.Binary;

namespace InferenceScaling.Models.Checkpoints.Llama2c;

/// <summary>The two layouts of llama2.c: header fields and the order of the weights, which the file itself does not say.</summary>
internal static class Llama2cLayout
{
    public const int LegacyHeaderBytes = 7 * sizeof(int);
    public const int VersionedHeaderBytes = 256;

    // "ak42" as llama2.c writes it: one little-endian word.
    private const uint Magic = 0x616b3432;

    // Bounds what a header of a few bytes can make the reader allocate.
    private const int MaxLayers = 4096;

    public static bool HasMagic(ReadOnlySpan<byte> start) => start.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic;

    /// <summary>The legacy header, or null where the numbers make no sense as one.</summary>
    public static Llama2cHeader? ParseLegacy(ReadOnlySpan<byte> start) => start.Length < LegacyHeaderBytes ? null : Parse(start, version: 0, tiedClassifier: null);

    /// <summary>The header behind magic and version, or null where the numbers make no sense.</summary>
    public static Llama2cHeader? ParseVersioned(ReadOnlySpan<byte> start) =>
        start.Length < VersionedHeaderBytes || start[36] > 1 ? null : Parse(start[8..], version: 1, tiedClassifier: start[36] == 1);

    /// <summary>All tensors with their places, and the length a file of this header must have; null where it does not fit 63 bits.</summary>
    public static (List<PlacedTensor> Tensors, long Length)? Place(Llama2cHeader header)
    {
        var weights = new WeightCursor(header.Version == 0 ? LegacyHeaderBytes : VersionedHeaderBytes);
        try
        {
            if (header.Version == 0)
                PlaceLegacy(header, weights);
            else
                PlaceVersioned(header, weights);
            return (weights.Tensors, weights.Position);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Llama2cHeader? Parse(ReadOnlySpan<byte> numbers, int version, bool? tiedClassifier)
    {
        Span<int> fields = stackalloc int[7];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = BinaryPrimitives.ReadInt32LittleEndian(numbers[(i * sizeof(int))..]);

        // The legacy format marks a classifier of its own by a negative vocabulary.
        var vocabulary = tiedClassifier is null && fields[5] != int.MinValue ? Math.Abs(fields[5]) : fields[5];
        var header = new Llama2cHeader(version, fields[0], fields[1], fields[2], fields[3], fields[4], vocabulary, fields[6], tiedClassifier ?? fields[5] > 0);
        var positive = header is { Dim: > 0, HiddenDim: > 0, LayerCount: > 0 and <= MaxLayers, HeadCount: > 0, KeyValueHeadCount: > 0, VocabularySize: > 0, SequenceLength: > 0 };
        return positive && header.Dim % header.HeadCount == 0 && header.HeadCount % header.KeyValueHeadCount == 0 && header.HeadDim % 2 == 0 ? header : null;
    }

    private static void PlaceLegacy(Llama2cHeader h, WeightCursor weights)
    {
        weights.Take("model.embed_tokens.weight", h.VocabularySize, h.Dim);
        weights.TakeLayers(h, "input_layernorm.weight", h.Dim);
        PlaceAttention(h, weights);
        weights.TakeLayers(h, "post_attention_layernorm.weight", h.Dim);
        PlaceFeedForward(h, weights);
        weights.Take("model.norm.weight", h.Dim);

        // Cosines and sines of the rotary embedding, which nothing reads any more.
        weights.Skip(2L * h.SequenceLength * (h.HeadDim / 2));
        if (!h.TiedClassifier)
            weights.Take("lm_head.weight", h.VocabularySize, h.Dim);
    }

    private static void PlaceVersioned(Llama2cHeader h, WeightCursor weights)
    {
        weights.TakeLayers(h, "input_layernorm.weight", h.Dim);
        weights.TakeLayers(h, "post_attention_layernorm.weight", h.Dim);
        weights.Take("model.norm.weight", h.Dim);
        weights.Take("model.embed_tokens.weight", h.VocabularySize, h.Dim);
        PlaceAttention(h, weights);
        PlaceFeedForward(h, weights);
        if (!h.TiedClassifier)
            weights.Take("lm_head.weight", h.VocabularySize, h.Dim);
    }

    private static void PlaceAttention(Llama2cHeader h, WeightCursor weights)
    {
        weights.TakeLayers(h, "self_attn.q_proj.weight", h.Dim, h.Dim);
        weights.TakeLayers(h, "self_attn.k_proj.weight", h.KeyValueDim, h.Dim);
        weights.TakeLayers(h, "self_attn.v_proj.weight", h.KeyValueDim, h.Dim);
        weights.TakeLayers(h, "self_attn.o_proj.weight", h.Dim, h.Dim);
    }

    // llama2.c calls them w1, w2, w3: gate, down, up.
    private static void PlaceFeedForward(Llama2cHeader h, WeightCursor weights)
    {
        weights.TakeLayers(h, "mlp.gate_proj.weight", h.HiddenDim, h.Dim);
        weights.TakeLayers(h, "mlp.down_proj.weight", h.Dim, h.HiddenDim);
        weights.TakeLayers(h, "mlp.up_proj.weight", h.HiddenDim, h.Dim);
    }

    private sealed class WeightCursor(long position)
    {
        public List<PlacedTensor> Tensors { get; } = [];

        public long Position { get; private set; } = position;

        public void Take(string name, params ReadOnlySpan<long> shape)
        {
            var length = TensorType.F32.TryGetByteLength(shape) ?? throw new OverflowException();
            Tensors.Add(new PlacedTensor(new TensorEntry(name, TensorType.F32, [.. shape], length), Position));
            Position = checked(Position + length);
        }

        public void TakeLayers(Llama2cHeader header, string name, params ReadOnlySpan<long> shape)
        {
            for (var layer = 0; layer < header.LayerCount; layer++)
                Take($"model.layers.{layer}.{name}", shape);
        }

        public void Skip(long elements) => Position = checked(Position + (elements * sizeof(float)));
    }
}
