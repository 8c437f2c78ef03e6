using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>An array of metadata values. The elements stay in the mapped file: a vocabulary of 150,000 texts costs a few kilobytes until it is read. The file must still be open then.</summary>
public sealed class GgufArray
{
    /// <summary>Elements of varying length are found by walking from the anchor before them.</summary>
    internal const int AnchorInterval = 32;

    private readonly string _key;
    private readonly MappedFile _file;
    private readonly long _start;
    private readonly long[] _anchors;

    internal GgufArray(string key, MappedFile file, GgufValueType elementType, int count, long start, long[] anchors)
    {
        _key = key;
        _file = file;
        ElementType = elementType;
        Count = count;
        _start = start;
        _anchors = anchors;
    }

    /// <summary>The type of every element.</summary>
    public GgufValueType ElementType { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Copies a text's bytes, which need not be UTF-8: vocabularies may hold raw bytes.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="CheckpointFormatException">The elements are no strings.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public byte[] GetUtf8(int index)
    {
        var position = Locate(index, GgufValueType.String);
        using var bytes = _file.Borrow(position + sizeof(ulong), TextLength(position));
        return bytes.Span.ToArray();
    }

    /// <summary>Decodes one text.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="CheckpointFormatException">The elements are no strings, or the text is not UTF-8.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public string GetString(int index) => Decode(Locate(index, GgufValueType.String), index);

    /// <summary>One of the arrays of an array of arrays.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="CheckpointFormatException">The elements are no arrays.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public GgufArray GetArray(int index)
    {
        var position = Locate(index, GgufValueType.Array);
        return SkipArray(ref position, keep: true)!;
    }

    /// <summary>Decodes all texts.</summary>
    /// <exception cref="CheckpointFormatException">The elements are no strings, or a text is not UTF-8.</exception>
    public string[] ToStrings()
    {
        Require(ElementType == GgufValueType.String, "strings");
        var result = new string[Count];
        var position = _start;
        for (var i = 0; i < Count; i++)
        {
            result[i] = Decode(position, i);
            position += sizeof(ulong) + TextLength(position);
        }

        return result;
    }

    /// <summary>All numbers as 32-bit floats; other types are rounded.</summary>
    /// <exception cref="CheckpointFormatException">The elements are no numbers.</exception>
    public float[] ToSingles() => Convert((type, bits) => (float)(GgufScalar.ToDouble(type, bits) ?? throw Mismatch("numbers")));

    /// <summary>All integers, of whatever width they are stored.</summary>
    /// <exception cref="CheckpointFormatException">The elements are no integers, or one does not fit.</exception>
    public int[] ToInt32s() => Convert((type, bits) =>
        GgufScalar.ToInteger(type, bits) is { } value && value >= int.MinValue && value <= int.MaxValue ? (int)value : throw Mismatch("integers of 32 bits"));

    /// <summary>All truth values; every byte but zero is true.</summary>
    /// <exception cref="CheckpointFormatException">The elements are no booleans.</exception>
    public bool[] ToBooleans() => Convert((type, bits) => type == GgufValueType.Bool ? bits != 0 : throw Mismatch("booleans"));

    /// <summary>One scalar, as a value with all its conversions.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="CheckpointFormatException">The elements are strings or arrays.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not below <see cref="Count"/>.</exception>
    public GgufValue GetScalar(int index)
    {
        CheckIndex(index);
        var size = GgufTypes.FixedSize(ElementType);
        Require(size > 0, "numbers or booleans");
        using var bytes = _file.Borrow(_start + ((long)index * size), size);
        return new GgufValue(_key, ElementType, GgufScalar.ReadBits(ElementType, bytes.Span));
    }

    private T[] Convert<T>(Func<GgufValueType, ulong, T> convert)
    {
        var size = GgufTypes.FixedSize(ElementType);
        Require(size > 0, "numbers or booleans");
        var result = new T[Count];
        for (var i = 0; i < Count; i++)
        {
            using var bytes = _file.Borrow(_start + ((long)i * size), size);
            result[i] = convert(ElementType, GgufScalar.ReadBits(ElementType, bytes.Span));
        }

        return result;
    }

    private long Locate(int index, GgufValueType type)
    {
        CheckIndex(index);
        Require(ElementType == type, type == GgufValueType.String ? "strings" : "arrays");
        var position = _anchors[index / AnchorInterval];
        for (var i = index % AnchorInterval; i > 0; i--)
        {
            if (type == GgufValueType.String)
                position += sizeof(ulong) + TextLength(position);
            else
                _ = SkipArray(ref position, keep: false);
        }

        return position;
    }

    // Everything below was checked when the file was opened: lengths fit and the nesting is bounded.
    private GgufArray? SkipArray(ref long position, bool keep)
    {
        var type = (GgufValueType)ReadWord(position);
        var count = (int)ReadLong(position + sizeof(uint));
        var start = position += sizeof(uint) + sizeof(ulong);
        var size = GgufTypes.FixedSize(type);
        var anchors = keep && size == 0 ? new long[(count + AnchorInterval - 1) / AnchorInterval] : [];
        for (var i = 0; i < count && size == 0; i++)
        {
            if (keep && i % AnchorInterval == 0)
                anchors[i / AnchorInterval] = position;
            if (type == GgufValueType.String)
                position += sizeof(ulong) + TextLength(position);
            else
                _ = SkipArray(ref position, keep: false);
        }

        position += (long)count * size;
        return keep ? new GgufArray(_key, _file, type, count, start, anchors) : null;
    }

    private string Decode(long position, int index)
    {
        using var bytes = _file.Borrow(position + sizeof(ulong), TextLength(position));
        return Utf8.IsValid(bytes.Span)
            ? Encoding.UTF8.GetString(bytes.Span)
            : throw new CheckpointFormatException(CheckpointDefect.InvalidUtf8, $"{_file.Path}: element {index} of metadata '{_key}' is not UTF-8; {nameof(GetUtf8)} gives its bytes.");
    }

    private int TextLength(long position) => checked((int)ReadLong(position));

    private uint ReadWord(long position)
    {
        using var bytes = _file.Borrow(position, sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
    }

    private long ReadLong(long position)
    {
        using var bytes = _file.Borrow(position, sizeof(long));
        return BinaryPrimitives.ReadInt64LittleEndian(bytes.Span);
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }

    private void Require(bool condition, string expected)
    {
        if (!condition)
            throw Mismatch(expected);
    }

    private CheckpointFormatException Mismatch(string expected) =>
        new(CheckpointDefect.ModelMetadata, $"{_file.Path}: metadata '{_key}' is an array of {ElementType}, where {expected} are expected.");
}
