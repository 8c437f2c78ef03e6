using System.Buffers.Binary;
using System.Numerics;

namespace InferenceScaling.Durability;

/// <summary>The frames of a file journal: one a commit, with the entries that were committed together.</summary>
/// <remarks>
/// Checksums (CRC-32C) begin with the file's salt and the frame's offset: neither a frame of another place or file nor text that a model wrote can pass for a frame.
/// </remarks>
internal static class JournalFrame
{
    public const int HeaderLength = 16;
    public const int MaxBodyLength = JournalEntry.MaxDataLength + (1 << 20);
    public const uint Magic = 0x314D5246;

    /// <summary>The frame's header before its body.</summary>
    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> body, long offset, ulong salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Checksum(body, offset, salt));
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Checksum(header[..12], offset, salt));
    }

    /// <summary>Whether these are the first bytes of a frame at this place.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> header, long offset, ulong salt) =>
        header.Length >= HeaderLength
        && BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic
        && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == Checksum(header[..12], offset, salt)
        && BodyLength(header) is >= 0 and <= MaxBodyLength;

    public static int BodyLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[4..]);

    public static bool IsBody(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, long offset, ulong salt) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Checksum(body, offset, salt);

    public static uint Checksum(ReadOnlySpan<byte> bytes, long offset, ulong salt)
    {
        var crc = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, salt), (ulong)offset);
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
