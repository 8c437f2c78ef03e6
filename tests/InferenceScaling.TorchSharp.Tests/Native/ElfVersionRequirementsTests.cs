using System.Buffers.Binary;
using InferenceScaling.TorchSharp.Native;

namespace InferenceScaling.TorchSharp.Tests.Native;

public sealed class ElfVersionRequirementsTests
{
    private const int FlagsOfSecondEntry = 64 + 16 + 16 + 4;

    [Fact]
    public void Marks_only_the_named_version()
    {
        var elf = Synthetic();
        var before = (byte[])elf.Clone();

        ElfVersionRequirements.MarkWeak(elf, "GLIBCXX_9.9").Should().Be(1);

        BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(FlagsOfSecondEntry)).Should().Be(2);
        elf[FlagsOfSecondEntry] = 0;
        elf.Should().Equal(before, "nothing else may change");
    }

    [Fact]
    public void A_version_that_is_not_required_changes_nothing()
    {
        var elf = Synthetic();
        var before = (byte[])elf.Clone();
        ElfVersionRequirements.MarkWeak(elf, "GLIBCXX_9").Should().Be(0);
        elf.Should().Equal(before);
    }

    [Fact]
    public void Every_truncation_is_refused_or_harmless()
    {
        var elf = Synthetic();
        for (var length = 0; length < elf.Length; length++)
        {
            var act = () => ElfVersionRequirements.MarkWeak(elf.AsSpan(0, length).ToArray(), "GLIBCXX_9.9");
            act.Should().Throw<InvalidDataException>($"{length} bytes cut its tables");
        }
    }

    [Fact]
    public void Any_damaged_byte_is_refused_or_harmless()
    {
        var elf = Synthetic();
        for (var index = 0; index < elf.Length; index++)
        {
            foreach (var value in new byte[] { 0x00, 0x7f, 0x80, 0xff })
            {
                var damaged = (byte[])elf.Clone();
                damaged[index] = value;
                try
                {
                    ElfVersionRequirements.MarkWeak(damaged, "GLIBCXX_9.9").Should().BeInRange(0, 4);
                }
                catch (InvalidDataException)
                {
                    // Refusing is right; leaving the array or looping is not.
                }
            }
        }
    }

    /// <summary>Header, one requirement with two versions, their strings, three section headers.</summary>
    private static byte[] Synthetic()
    {
        var strings = "\0libx.so\0GLIBCXX_9.8\0GLIBCXX_9.9\0"u8;
        var stringsAt = 64 + 48;
        var sectionsAt = stringsAt + strings.Length;
        var elf = new byte[sectionsAt + (3 * 64)];
        "\u007fELF"u8.CopyTo(elf);
        elf[4] = 2;
        elf[5] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(0x28), (ulong)sectionsAt);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3A), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(0x3C), 3);

        var need = elf.AsSpan(64);
        BinaryPrimitives.WriteUInt16LittleEndian(need, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(need[2..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(need[4..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(need[8..], 16);
        BinaryPrimitives.WriteUInt32LittleEndian(need[(16 + 8)..], 9);
        BinaryPrimitives.WriteUInt32LittleEndian(need[(16 + 12)..], 16);
        BinaryPrimitives.WriteUInt32LittleEndian(need[(32 + 8)..], 21);
        strings.CopyTo(elf.AsSpan(stringsAt));

        WriteSection(elf.AsSpan(sectionsAt + 64), 0x6ffffffe, 64, 48, link: 2, info: 1);
        WriteSection(elf.AsSpan(sectionsAt + 128), 3, stringsAt, strings.Length, link: 0, info: 0);
        return elf;
    }

    private static void WriteSection(Span<byte> header, uint type, int offset, int size, uint link, uint info)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[0x18..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[0x20..], (ulong)size);
        BinaryPrimitives.WriteUInt32LittleEndian(header[0x28..], link);
        BinaryPrimitives.WriteUInt32LittleEndian(header[0x2C..], info);
    }
}
