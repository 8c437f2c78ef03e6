using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace InferenceScaling.Durability;

/// <summary>Writes little-endian records. Not thread-safe.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public static bool IsUnicode(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return false;
            index++;
        }

        return true;
    }

    public void Clear() => _bytes.ResetWrittenCount();

    public void Byte(byte value) => _bytes.Write([value]);

    public void Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Key(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_bytes.GetSpan(16), value);
        _bytes.Advance(16);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _bytes.Write(value);
    }

    /// <summary>UTF-8 after its length in bytes; text that is no Unicode as UTF-16 after the complement of its length in characters, so that nothing a model writes is changed.</summary>
    public void Text(string value)
    {
        if (IsUnicode(value))
        {
            var span = _bytes.GetSpan(4 + (3 * value.Length));
            Utf8.FromUtf16(value, span[4..], out _, out var written);
            BinaryPrimitives.WriteInt32LittleEndian(span, written);
            _bytes.Advance(4 + written);
            return;
        }

        Int(~value.Length);
        foreach (var character in value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), character);
            _bytes.Advance(2);
        }
    }

    /// <summary>The elements after their number; a default array is -1 elements.</summary>
    public void Array(ImmutableArray<int> values)
    {
        Int(values.IsDefault ? -1 : values.Length);
        if (!values.IsDefault)
            Elements(values.AsSpan());
    }

    /// <inheritdoc cref="Array(ImmutableArray{int})"/>
    public void Array(ImmutableArray<float> values)
    {
        Int(values.IsDefault ? -1 : values.Length);
        if (!values.IsDefault)
            Elements(MemoryMarshal.Cast<float, int>(values.AsSpan()));
    }

    /// <inheritdoc cref="Array(ImmutableArray{int})"/>
    public void Array(ImmutableArray<double> values)
    {
        Int(values.IsDefault ? -1 : values.Length);
        if (values.IsDefault)
            return;
        foreach (var value in values)
            Long(BitConverter.DoubleToInt64Bits(value));
    }

    private void Elements(ReadOnlySpan<int> values)
    {
        var span = _bytes.GetSpan(4 * values.Length);
        for (var index = 0; index < values.Length; index++)
            BinaryPrimitives.WriteInt32LittleEndian(span[(4 * index)..], values[index]);
        _bytes.Advance(4 * values.Length);
    }
}
