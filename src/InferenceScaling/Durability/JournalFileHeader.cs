using System.Buffers.Binary;
using System.Security.Cryptography;

namespace InferenceScaling.Durability;

/// <summary>The first bytes of a file journal: what it is, its version, and the salt of its checksums.</summary>
/// <remarks>Version 2 has entries of kind <see cref="JournalEntryKind.State"/>, and steps and verdicts of their version 2. A file keeps the version it began with: entries say their own, and an older library refuses those it does not know.</remarks>
internal static class JournalFileHeader
{
    public const int Length = 24;
    private const int Version = 2;

    private static ReadOnlySpan<byte> Magic => "ISJRNL\r\n"u8;

    public static byte[] Create()
    {
        var header = new byte[Length];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), Version);
        RandomNumberGenerator.Fill(header.AsSpan(12, 8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), JournalFrame.Checksum(header.AsSpan(0, 20), offset: 0, salt: 0));
        return header;
    }

    /// <summary>Whether a crash may have left these bytes while the file was made: they are fewer than a header and begin like one.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> bytes) =>
        bytes.Length < Length && (bytes.Length <= Magic.Length ? Magic.StartsWith(bytes) : bytes.StartsWith(Magic));

    /// <summary>The salt.</summary>
    /// <exception cref="JournalFormatException">The file is no journal, damaged, or of a newer version.</exception>
    public static ulong ReadSalt(ReadOnlySpan<byte> header, string path)
    {
        if (header.Length < Length || !header.StartsWith(Magic))
            throw new JournalFormatException($"{path} is no journal: it begins with {Convert.ToHexString(header[..Math.Min(header.Length, Magic.Length)])}, not with {Convert.ToHexString(Magic)}. It was left as it is.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != JournalFrame.Checksum(header[..20], offset: 0, salt: 0))
            throw new JournalFormatException($"{path} is damaged in its first {Length} bytes: their checksum is wrong. Restore the file from a copy.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version is < 1 or > Version)
            throw new JournalFormatException($"{path} is a journal of version {version}; this library reads 1 to {Version}.");
        return BinaryPrimitives.ReadUInt64LittleEndian(header[12..]);
    }
}
