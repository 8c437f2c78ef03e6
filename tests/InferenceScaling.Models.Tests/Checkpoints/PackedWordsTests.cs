using CsCheck;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class PackedWordsTests
{
    [Fact]
    public void The_first_code_lies_in_the_lowest_bits()
    {
        Pack(4, [.. new[] { -8, -1, 0, 7, 3, -4, 5, 1 }.Select(value => (byte)(value + 8))]).Should().Equal(0x9d4bf870);
        Pack(8, [1 + 128, 2 + 128]).Should().Equal(33409);
        Pack(4, [.. Enumerable.Repeat((byte)(8 - 1), 8)]).Should().Equal(0x77777777);
    }

    [Fact]
    public void What_is_packed_comes_back() =>
        Gen.Select(Gen.OneOfConst(2, 4, 8), Gen.Byte.Array[0, 40]).Sample((bits, bytes) =>
        {
            var codes = bytes.Select(value => (byte)(value & ((1 << bits) - 1))).ToArray();
            var words = Pack(bits, codes);
            var back = new byte[codes.Length];
            PackedWords.Unpack(words, bits, back);
            return back.SequenceEqual(codes) && Enumerable.Range(0, codes.Length).All(index => PackedWords.Code(words[index / (32 / bits)], index % (32 / bits), bits) == codes[index]);
        });

    private static uint[] Pack(int bits, byte[] codes)
    {
        var words = new uint[PackedWords.Count(codes.Length, bits)];
        PackedWords.Pack(codes, bits, words);
        return words;
    }
}
