using System.Buffers;
using System.Text;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Metadata for <see cref="GgufWriter"/>: typed values by key, in the order they were added.</summary>
/// <remarks>Every <c>Add</c> returns the builder and throws an <see cref="ArgumentException"/> where the key is empty, longer than 65,535 bytes, or there already. Not thread-safe.</remarks>
public sealed class GgufMetadataBuilder
{
    private const int MaxKeyBytes = 65_535;

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly GgufEncoder _encoder;

    /// <summary>Starts without entries.</summary>
    public GgufMetadataBuilder() => _encoder = new(_bytes);

    /// <summary>Number of entries.</summary>
    public int Count => _keys.Count;

    /// <summary>Bytes between which the data of tensors are aligned; <c>general.alignment</c> where it was added, else 32.</summary>
    internal uint Alignment { get; private set; } = GgufWriter.DefaultAlignment;

    /// <summary>The entries as the file has them.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Adds a text.</summary>
    public GgufMetadataBuilder Add(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Begin(key, GgufValueType.String);
        _encoder.WriteString(value);
        return this;
    }

    /// <summary>Adds a truth value.</summary>
    public GgufMetadataBuilder Add(string key, bool value) => AddScalar(key, GgufValueType.Bool, value ? 1UL : 0);

    /// <summary>Adds a 32-bit integer.</summary>
    public GgufMetadataBuilder Add(string key, int value) => AddScalar(key, GgufValueType.Int32, (ulong)value);

    /// <summary>Adds an unsigned 32-bit integer.</summary>
    public GgufMetadataBuilder Add(string key, uint value)
    {
        if (key == GgufWriter.AlignmentKey)
            Alignment = CheckAlignment(value);
        return AddScalar(key, GgufValueType.UInt32, value);
    }

    /// <summary>Adds a 32-bit float.</summary>
    public GgufMetadataBuilder Add(string key, float value) => AddScalar(key, GgufValueType.Float32, BitConverter.SingleToUInt32Bits(value));

    /// <summary>Adds texts.</summary>
    public GgufMetadataBuilder Add(string key, IReadOnlyCollection<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        BeginArray(key, GgufValueType.String, values.Count);
        foreach (var value in values)
            _encoder.WriteString(value);
        return this;
    }

    /// <summary>Adds 32-bit integers.</summary>
    public GgufMetadataBuilder Add(string key, IReadOnlyCollection<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        BeginArray(key, GgufValueType.Int32, values.Count);
        foreach (var value in values)
            _encoder.WriteUInt32((uint)value);
        return this;
    }

    /// <summary>Adds 32-bit floats.</summary>
    public GgufMetadataBuilder Add(string key, IReadOnlyCollection<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        BeginArray(key, GgufValueType.Float32, values.Count);
        foreach (var value in values)
            _encoder.WriteUInt32(BitConverter.SingleToUInt32Bits(value));
        return this;
    }

    /// <summary>Adds the entries of another file with their types, such as a tokenizer's.</summary>
    /// <param name="metadata">The other file's; it must still be open.</param>
    /// <param name="except">Keys to leave out.</param>
    public GgufMetadataBuilder AddAll(GgufMetadata metadata, params IReadOnlyCollection<string> except)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(except);
        foreach (var key in metadata.Keys.Except(except, StringComparer.Ordinal))
        {
            var value = metadata[key];
            if (key == GgufWriter.AlignmentKey)
                Alignment = CheckAlignment(value.AsUInt32());
            BeginKey(key);
            _encoder.WriteValue(value);
        }

        return this;
    }

    private GgufMetadataBuilder AddScalar(string key, GgufValueType type, ulong bits)
    {
        Begin(key, type);
        _encoder.WriteScalar(type, bits);
        return this;
    }

    private void BeginArray(string key, GgufValueType type, int count)
    {
        Begin(key, GgufValueType.Array);
        _encoder.WriteType(type);
        _encoder.WriteUInt64((ulong)count);
    }

    private void Begin(string key, GgufValueType type)
    {
        if (key == GgufWriter.AlignmentKey && type != GgufValueType.UInt32)
            throw new ArgumentException($"'{key}' is a {type}; readers expect a UInt32.", nameof(key));
        BeginKey(key);
        _encoder.WriteType(type);
    }

    private void BeginKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (Encoding.UTF8.GetByteCount(key) is > MaxKeyBytes and var length)
            throw new ArgumentException($"The key '{key[..32]}…' has {length} bytes; the format allows {MaxKeyBytes}.", nameof(key));
        if (!_keys.Add(key))
            throw new ArgumentException($"The metadata '{key}' is there already.", nameof(key));
        _encoder.WriteString(key);
    }

    private static uint CheckAlignment(uint value) => uint.IsPow2(value)
        ? value
        : throw new ArgumentException($"'{GgufWriter.AlignmentKey}' is {value}; expected a power of two.", nameof(value));
}
