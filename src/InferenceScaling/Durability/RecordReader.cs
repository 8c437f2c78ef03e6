using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace InferenceScaling.Durability;

/// <summary>Reads what <see cref="RecordWriter"/> wrote, and refuses everything else.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes, string name)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _name = name;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public byte Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public UInt128 Key() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public ReadOnlySpan<byte> Bytes() => Take(Length(Int(), size: 1));

    public string Text()
    {
        var length = Int();
        if (length < 0)
            return Utf16(Take(2 * Length(~length, size: 2)));
        var utf8 = Take(Length(length, size: 1));
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new JournalFormatException($"{_name}: a text before byte {Position} is no UTF-8.", exception);
        }
    }

    public ImmutableArray<int> Ints()
    {
        var count = Count(size: 4);
        if (count < 0)
            return default;
        var source = Take(4 * count);
        var values = new int[count];
        for (var index = 0; index < count; index++)
            values[index] = BinaryPrimitives.ReadInt32LittleEndian(source[(4 * index)..]);
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    public ImmutableArray<float> Floats()
    {
        var bits = Ints();
        return bits.IsDefault ? default : [.. MemoryMarshal.Cast<int, float>(bits.AsSpan())];
    }

    public ImmutableArray<double> Doubles()
    {
        var count = Count(size: 8);
        if (count < 0)
            return default;
        var values = new double[count];
        for (var index = 0; index < count; index++)
            values[index] = BitConverter.Int64BitsToDouble(Long());
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    /// <summary>A number of elements of at least <paramref name="size"/> bytes; -1 for a default array.</summary>
    public int Count(int size)
    {
        var count = Int();
        return count == -1 ? -1 : Length(count, size);
    }

    /// <summary>The version that a record begins with.</summary>
    public byte RequireVersion(byte newest) => Byte() is var version && version > 0 && version <= newest
        ? version
        : throw new JournalFormatException($"{_name} has format version {version}; this library reads 1 to {newest}. It was written by a newer version.");

    public readonly void RequireEnd()
    {
        if (!IsAtEnd)
            throw new JournalFormatException($"{_name}: {_bytes.Length - Position} bytes too many after byte {Position}.");
    }

    private static string Utf16(ReadOnlySpan<byte> source)
    {
        var characters = new char[source.Length / 2];
        for (var index = 0; index < characters.Length; index++)
            characters[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * index)..]);
        return new(characters);
    }

    private readonly int Length(int count, int size) => count >= 0 && (long)count * size <= _bytes.Length - Position
        ? count
        : throw new JournalFormatException($"{_name}: a length of {count} before byte {Position}, but only {_bytes.Length - Position} bytes follow.");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
            throw new JournalFormatException($"{_name} ends at byte {_bytes.Length}, in the middle of a value at byte {Position}.");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
