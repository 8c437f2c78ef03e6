using System.Text;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Models.Tests.Checkpoints;

/// <summary>Spells GGUF files by hand, so that damaged ones can be written too.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _metadata = [];
    private readonly List<byte> _tensors = [];
    private readonly List<byte> _data = [];
    private ulong _metadataCount;
    private ulong _tensorCount;

    public static byte[] Valid() => new GgufBytes()
        .Text("general.architecture", "llama")
        .Value("llama.block_count", GgufValueType.UInt32, BitConverter.GetBytes(2u))
        .Value("llama.eps", GgufValueType.Float32, BitConverter.GetBytes(1e-5f))
        .Value("flag", GgufValueType.Bool, 1)
        .Texts("tokenizer.ggml.tokens", Enumerable.Range(0, 100).Select(i => $"token{i}"))
        .Value("nested", GgufValueType.Array, [
            .. Array(GgufValueType.Array, 2),
            .. Array(GgufValueType.Int16, 2), 1, 0, 0xFF, 0xFF,
            .. Array(GgufValueType.String, 1), .. Text("x")])
        .Tensor("w", 0, [3, 2], [.. new float[] { 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)])
        .Tensor("q", 8, [32], [0x00, 0x3C, .. Enumerable.Range(0, 32).Select(i => (byte)(i - 16))])
        .ToArray();

    public static byte[] Text(string text) => [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Array(GgufValueType type, ulong count) => [.. BitConverter.GetBytes((uint)type), .. BitConverter.GetBytes(count)];

    public GgufBytes Text(string key, string value) => Value(key, GgufValueType.String, Text(value));

    public GgufBytes Texts(string key, IEnumerable<string> values)
    {
        var texts = values.ToArray();
        return Value(key, GgufValueType.Array, [.. Array(GgufValueType.String, (ulong)texts.Length), .. texts.SelectMany(Text)]);
    }

    public GgufBytes Value(string key, GgufValueType type, params byte[] bytes)
    {
        _metadata.AddRange([.. Text(key), .. BitConverter.GetBytes((uint)type), .. bytes]);
        _metadataCount++;
        return this;
    }

    public GgufBytes Tensor(string name, uint type, ulong[] dimensions, byte[] data, ulong? offset = null)
    {
        _data.AddRange(new byte[(32 - (_data.Count % 32)) % 32]);
        _tensors.AddRange([.. Text(name), .. BitConverter.GetBytes((uint)dimensions.Length), .. dimensions.SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(offset ?? (ulong)_data.Count)]);
        _data.AddRange(data);
        _tensorCount++;
        return this;
    }

    public byte[] ToArray(uint version = 3)
    {
        byte[] head = [.. "GGUF"u8, .. BitConverter.GetBytes(version), .. BitConverter.GetBytes(_tensorCount), .. BitConverter.GetBytes(_metadataCount), .. _metadata, .. _tensors];
        return [.. head, .. new byte[(32 - (head.Length % 32)) % 32], .. _data];
    }
}
