using System.Buffers.Binary;
using System.Globalization;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>Metadata numbers, carried as 64 bits and converted where the value fits.</summary>
internal static class GgufScalar
{
    /// <summary>Integers sign- or zero-extended, floats by their own bits.</summary>
    public static ulong ReadBits(GgufValueType type, ReadOnlySpan<byte> bytes) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Bool => bytes[0],
        GgufValueType.Int8 => (ulong)(sbyte)bytes[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        GgufValueType.Int16 => (ulong)BinaryPrimitives.ReadInt16LittleEndian(bytes),
        GgufValueType.UInt32 or GgufValueType.Float32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        GgufValueType.Int32 => (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The type has no fixed size."),
    };

    /// <summary>An integer or boolean of any width; null for other types.</summary>
    public static Int128? ToInteger(GgufValueType type, ulong bits) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.UInt16 or GgufValueType.UInt32 or GgufValueType.UInt64 => bits,
        GgufValueType.Int8 or GgufValueType.Int16 or GgufValueType.Int32 or GgufValueType.Int64 => (long)bits,
        _ => null,
    };

    /// <summary>A float or an integer as 64-bit float; null for other types.</summary>
    public static double? ToDouble(GgufValueType type, ulong bits) => type switch
    {
        GgufValueType.Float32 => BitConverter.UInt32BitsToSingle((uint)bits),
        GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(bits),
        _ => (double?)ToInteger(type, bits),
    };

    public static string Format(GgufValueType type, ulong bits) => type == GgufValueType.Bool
        ? bits == 0 ? "false" : "true"
        : ToInteger(type, bits) is { } integer ? integer.ToString(CultureInfo.InvariantCulture) : ToDouble(type, bits)!.Value.ToString("R", CultureInfo.InvariantCulture);
}
