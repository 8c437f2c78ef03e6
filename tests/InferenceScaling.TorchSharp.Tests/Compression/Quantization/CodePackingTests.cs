using System.Buffers.Binary;
using CsCheck;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.TorchSharp.Tests.Compression.Quantization;

public sealed class CodePackingTests
{
    [Fact]
    public void The_first_code_has_the_lowest_bits()
    {
        byte[] codes = [.. new[] { -8, -1, 0, 7, 3, -4, 5, 1 }.Select(code => (byte)(code + 8))];
        BinaryPrimitives.ReadInt32LittleEndian(CodePacking.Pack(codes, 4)).Should().Be(-1655965584);
        BinaryPrimitives.ReadInt16LittleEndian(CodePacking.Pack([1 + 128, 2 + 128], 8)).Should().Be(unchecked((short)33409));
        BinaryPrimitives.ReadInt32LittleEndian(CodePacking.Pack([7, 7, 7, 7, 7, 7, 7, 7], 4)).Should().Be(0x77777777);
    }

    [Fact]
    public void Unpacking_undoes_packing() =>
        Gen.Select(Gen.Int[1, 8], Gen.Byte.Array[0, 40]).Sample((bits, bytes) =>
        {
            byte[] codes = [.. bytes.Select(code => (byte)(code & ((1 << bits) - 1)))];
            CodePacking.Unpack(CodePacking.Pack(codes, bits), bits, codes.Length).Should().Equal(codes);
        });

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        FluentActions.Invoking(() => CodePacking.Pack([3, 16], 4)).Should().Throw<ArgumentException>().WithMessage("*Code 1 is 16*at most 15*");
        FluentActions.Invoking(() => CodePacking.Unpack([1, 2], 4, 5)).Should().Throw<ArgumentException>().WithMessage("*2 bytes*take 3*");
    }
}
