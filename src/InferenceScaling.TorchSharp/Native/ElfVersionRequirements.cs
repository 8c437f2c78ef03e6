using System.Buffers.Binary;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Edits the symbol-version requirements (<c>.gnu.version_r</c>) of a 64-bit little-endian ELF file held in memory.</summary>
internal static class ElfVersionRequirements
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;
    private const int SectionHeaderSize = 64;

    /// <summary>Marks a required version as weak, so that the dynamic linker accepts a library that lacks it.</summary>
    /// <param name="elf">The whole file; changed in place.</param>
    /// <param name="version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>How many requirements were changed; 0 when the file does not ask for the version.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such ELF file, or its tables leave the file.</exception>
    public static int MarkWeak(Span<byte> elf, string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        if (elf.Length < 64 || !elf.StartsWith("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException($"The {elf.Length} bytes are no 64-bit little-endian ELF file.");

        var sectionOffset = BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        var sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3A..]);
        var sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3C..]);
        if (sectionSize < SectionHeaderSize)
            throw new InvalidDataException($"ELF section headers of {sectionSize} bytes; expected {SectionHeaderSize}.");

        var marked = 0;
        for (var index = 0; index < sectionCount; index++)
        {
            var header = Slice(elf, sectionOffset + ((ulong)index * sectionSize), SectionHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != VersionNeedSection)
                continue;
            var link = BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            if (link >= sectionCount)
                throw new InvalidDataException($"ELF section {index} names string table {link} of {sectionCount} sections.");
            var strings = Contents(elf, Slice(elf, sectionOffset + ((ulong)link * sectionSize), SectionHeaderSize));
            var needs = Contents(elf, header);
            marked += MarkWeak(needs, strings, BinaryPrimitives.ReadUInt32LittleEndian(header[0x2C..]), version);
        }

        return marked;
    }

    private static int MarkWeak(Span<byte> needs, ReadOnlySpan<byte> strings, uint fileCount, string version)
    {
        var marked = 0;
        var offset = 0UL;
        for (var file = 0U; file < fileCount; file++)
        {
            var need = Slice(needs, offset, 16);
            var entryCount = BinaryPrimitives.ReadUInt16LittleEndian(need[2..]);
            var entryOffset = offset + BinaryPrimitives.ReadUInt32LittleEndian(need[8..]);
            for (var index = 0; index < entryCount; index++)
            {
                var entry = Slice(needs, entryOffset, 16);
                if (Equals(strings, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), version))
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(flags | WeakFlag));
                    marked++;
                }

                var step = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
                if (step == 0)
                    break;
                entryOffset += step;
            }

            var next = BinaryPrimitives.ReadUInt32LittleEndian(need[12..]);
            if (next == 0)
                break;
            offset += next;
        }

        return marked;
    }

    private static bool Equals(ReadOnlySpan<byte> strings, uint offset, string text)
    {
        if (offset >= strings.Length)
            throw new InvalidDataException($"ELF string at {offset} leaves its table of {strings.Length} bytes.");
        var rest = strings[(int)offset..];
        if (rest.Length <= text.Length || rest[text.Length] != 0)
            return false;
        for (var index = 0; index < text.Length; index++)
        {
            if (rest[index] != text[index])
                return false;
        }

        return true;
    }

    private static Span<byte> Contents(Span<byte> elf, ReadOnlySpan<byte> header) =>
        Slice(elf, BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]), BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]));

    private static Span<byte> Slice(Span<byte> bytes, ulong offset, ulong length)
    {
        var total = (ulong)bytes.Length;
        if (offset > total || length > total - offset)
            throw new InvalidDataException($"ELF table at {offset} of {length} bytes leaves its {total} bytes.");
        return bytes.Slice((int)offset, (int)length);
    }
}
