using System.Text;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>One metadata value. Long texts and arrays stay in the mapped file until asked for, so the file must still be open then.</summary>
/// <remarks>Conversions accept any type whose value fits, because writers differ in the widths they choose; everything else is a <see cref="CheckpointFormatException"/> that names the key.</remarks>
public sealed class GgufValue
{
    private readonly ulong _bits;
    private readonly GgufArray? _array;
    private readonly MappedFile? _file;
    private readonly long _textStart;
    private readonly int _textLength;

    internal GgufValue(string key, GgufValueType type, ulong bits)
    {
        Key = key;
        Type = type;
        _bits = bits;
    }

    internal GgufValue(string key, MappedFile file, long start, int length)
    {
        Key = key;
        Type = GgufValueType.String;
        _file = file;
        _textStart = start;
        _textLength = length;
    }

    internal GgufValue(string key, GgufArray array)
    {
        Key = key;
        Type = GgufValueType.Array;
        _array = array;
    }

    /// <summary>The key it is stored under.</summary>
    public string Key { get; }

    /// <summary>How it is stored.</summary>
    public GgufValueType Type { get; }

    /// <summary>A number or truth value as <see cref="GgufScalar"/> carries it.</summary>
    internal ulong Bits => _bits;

    /// <summary>The text.</summary>
    /// <exception cref="CheckpointFormatException">The value is no string.</exception>
    public string AsString()
    {
        if (Type != GgufValueType.String)
            throw Mismatch("a string");
        using var bytes = _file!.Borrow(_textStart, _textLength);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>The truth value.</summary>
    /// <exception cref="CheckpointFormatException">The value is no boolean.</exception>
    public bool AsBoolean() => Type == GgufValueType.Bool ? _bits != 0 : throw Mismatch("a boolean");

    /// <summary>The integer, of whatever width it is stored.</summary>
    /// <exception cref="CheckpointFormatException">The value is no integer, or does not fit.</exception>
    public int AsInt32() => (int)Integer(int.MinValue, int.MaxValue);

    /// <inheritdoc cref="AsInt32"/>
    public uint AsUInt32() => (uint)Integer(uint.MinValue, uint.MaxValue);

    /// <inheritdoc cref="AsInt32"/>
    public long AsInt64() => (long)Integer(long.MinValue, long.MaxValue);

    /// <inheritdoc cref="AsInt32"/>
    public ulong AsUInt64() => (ulong)Integer(ulong.MinValue, ulong.MaxValue);

    /// <summary>The number as 32-bit float; 64-bit floats and integers are rounded.</summary>
    /// <exception cref="CheckpointFormatException">The value is no number.</exception>
    public float AsSingle() => (float)AsDouble();

    /// <summary>The number as 64-bit float; large integers are rounded.</summary>
    /// <exception cref="CheckpointFormatException">The value is no number.</exception>
    public double AsDouble() => GgufScalar.ToDouble(Type, _bits) ?? throw Mismatch("a number");

    /// <summary>The array.</summary>
    /// <exception cref="CheckpointFormatException">The value is no array.</exception>
    public GgufArray AsArray() => _array ?? throw Mismatch("an array");

    /// <summary>Type and value, arrays by their length: for messages and listings.</summary>
    public override string ToString() => Type switch
    {
        GgufValueType.String => $"String of {_textLength} bytes",
        GgufValueType.Array => $"Array of {_array!.Count} {_array.ElementType}",
        _ => $"{Type} {GgufScalar.Format(Type, _bits)}",
    };

    private Int128 Integer(Int128 least, Int128 most) =>
        GgufScalar.ToInteger(Type, _bits) is { } value && value >= least && value <= most ? value : throw Mismatch($"an integer from {least} to {most}");

    private CheckpointFormatException Mismatch(string expected) =>
        new(CheckpointDefect.ModelMetadata, $"Metadata '{Key}' is {this}, where {expected} is expected.");
}
