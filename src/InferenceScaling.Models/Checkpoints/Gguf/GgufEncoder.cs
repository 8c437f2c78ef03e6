using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Writes the numbers, texts and metadata values of a GGUF file.</summary>
internal sealed class GgufEncoder(IBufferWriter<byte> output)
{
    public void WriteUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }

    public void WriteUInt64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        output.Write(bytes);
    }

    public void WriteType(GgufValueType type) => WriteUInt32((uint)type);

    public void WriteString(string text) => WriteString(Encoding.UTF8.GetBytes(text));

    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        WriteUInt64((ulong)utf8.Length);
        output.Write(utf8);
    }

    /// <summary>A number or truth value, as many bytes as its type has.</summary>
    public void WriteScalar(GgufValueType type, ulong bits)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        output.Write(bytes[..GgufTypes.FixedSize(type)]);
    }

    /// <summary>A value of another file, type and all.</summary>
    public void WriteValue(GgufValue value)
    {
        WriteType(value.Type);
        switch (value.Type)
        {
            case GgufValueType.String: WriteString(value.AsString()); break;
            case GgufValueType.Array: WriteArray(value.AsArray()); break;
            default: WriteScalar(value.Type, value.Bits); break;
        }
    }

    private void WriteArray(GgufArray array)
    {
        WriteType(array.ElementType);
        WriteUInt64((ulong)array.Count);
        for (var index = 0; index < array.Count; index++)
        {
            switch (array.ElementType)
            {
                case GgufValueType.String: WriteString(array.GetUtf8(index)); break;
                case GgufValueType.Array: WriteArray(array.GetArray(index)); break;
                default: WriteScalar(array.ElementType, array.GetScalar(index).Bits); break;
            }
        }
    }
}
