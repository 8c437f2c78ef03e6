using CsCheck;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Tests.Checkpoints;

/// <summary>The vectorised decoders against the definition of each format, written one element at a time.</summary>
public sealed class DequantizerTests
{
    private static readonly int[] NonLinear = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    [Theory]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q8_0)]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.Q3_K)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q5_K)]
    [InlineData(TensorType.Q6_K)]
    [InlineData(TensorType.IQ4_NL)]
    [InlineData(TensorType.IQ4_XS)]
    public void Every_block_type_follows_its_definition(TensorType type) =>
        Gen.Byte.Array[3 * type.BlockBytes()].Sample(bytes =>
        {
            var found = new float[3 * type.BlockLength()];
            Dequantizer.ToSingles(type, bytes, found);
            for (var i = 0; i < found.Length; i++)
            {
                var block = bytes.AsSpan(i / type.BlockLength() * type.BlockBytes(), type.BlockBytes());
                var expected = Element(type, block, i % type.BlockLength());
                if (BitConverter.SingleToInt32Bits(found[i]) != BitConverter.SingleToInt32Bits(expected) && !(float.IsNaN(found[i]) && float.IsNaN(expected)))
                    return false;
            }

            return true;
        }, iter: 200, threads: 1);

    [Fact]
    public void Plain_types_are_converted_to_the_nearest_float()
    {
        Decode(TensorType.F64, BitConverter.GetBytes(0.1)).Should().Equal(0.1f);
        Decode(TensorType.F16, BitConverter.GetBytes((Half)(-1.5f))).Should().Equal(-1.5f);
        Decode(TensorType.BF16, 0xC0, 0xBF).Should().Equal(-1.5f);
        Decode(TensorType.I64, BitConverter.GetBytes(-(1L << 40))).Should().Equal(-(float)(1L << 40));
        Decode(TensorType.U64, BitConverter.GetBytes(ulong.MaxValue)).Should().Equal(18446744073709551616f);
        Decode(TensorType.I32, BitConverter.GetBytes(16777217)).Should().Equal(16777216f);
        Decode(TensorType.U32, BitConverter.GetBytes(uint.MaxValue)).Should().Equal(4294967296f);
        Decode(TensorType.I16, BitConverter.GetBytes((short)-2)).Should().Equal(-2f);
        Decode(TensorType.U16, BitConverter.GetBytes((ushort)65535)).Should().Equal(65535f);
        Decode(TensorType.I8, 0xFE).Should().Equal(-2f);
        Decode(TensorType.U8, 0xFE).Should().Equal(254f);
        Decode(TensorType.Bool, 1, 0).Should().Equal(1f, 0f);
    }

    private static float[] Decode(TensorType type, params byte[] bytes)
    {
        var values = new float[bytes.Length / type.BlockBytes()];
        Dequantizer.ToSingles(type, bytes, values);
        return values;
    }

    private static float Element(TensorType type, ReadOnlySpan<byte> b, int i) => type switch
    {
        TensorType.Q4_0 => Half(b, 0) * (Nibble(b[2..], i, 16) - 8),
        TensorType.Q4_1 => (Half(b, 0) * Nibble(b[4..], i, 16)) + Half(b, 2),
        TensorType.Q5_0 => Half(b, 0) * ((Nibble(b[6..], i, 16) | (Bit(b[2..], i) << 4)) - 16),
        TensorType.Q5_1 => (Half(b, 0) * (Nibble(b[8..], i, 16) | (Bit(b[4..], i) << 4))) + Half(b, 2),
        TensorType.Q8_0 => Half(b, 0) * (sbyte)b[2 + i],
        TensorType.Q2_K => (Half(b, 80) * (b[i / 16] & 15) * Pair(b[16..], i)) - (Half(b, 82) * (b[i / 16] >> 4)),
        TensorType.Q3_K => Half(b, 108) * (Scale3(b[96..], i / 16) - 32) * (Pair(b[32..], i) - (((b[i % 32] >> (i / 32)) & 1) == 1 ? 0 : 4)),
        TensorType.Q4_K => (Half(b, 0) * Scale4(b[4..], i / 32).Scale * Nibble(b[16..], i, 32)) - (Half(b, 2) * Scale4(b[4..], i / 32).Minimum),
        TensorType.Q5_K => (Half(b, 0) * Scale4(b[4..], i / 32).Scale * (Nibble(b[48..], i, 32) + (16 * ((b[16 + (i % 32)] >> (i / 32)) & 1)))) - (Half(b, 2) * Scale4(b[4..], i / 32).Minimum),
        TensorType.Q6_K => Half(b, 208) * (sbyte)b[192 + (i / 16)] * ((Nibble(b, i, 64) | (Pair(b[128..], i) << 4)) - 32),
        TensorType.IQ4_NL => Half(b, 0) * NonLinear[Nibble(b[2..], i, 16)],
        _ => Half(b, 0) * ((((b[4 + (i / 64)] >> (4 * (i / 32 % 2))) & 15) | (((b[2 + (i / 128)] >> (2 * (i / 32 % 4))) & 3) << 4)) - 32) * NonLinear[Nibble(b[8..], i, 16)],
    };

    private static float Half(ReadOnlySpan<byte> b, int at) => (float)BitConverter.ToHalf(b[at..]);

    private static int Bit(ReadOnlySpan<byte> b, int i) => (b[i / 8] >> (i % 8)) & 1;

    // Runs of "run" bytes hold twice as many values: all the low nibbles, then all the high ones.
    private static int Nibble(ReadOnlySpan<byte> b, int i, int run) => (b[(i / (2 * run) * run) + (i % run)] >> (i / run % 2 * 4)) & 15;

    // 32 bytes hold 128 values, two bits a pass.
    private static int Pair(ReadOnlySpan<byte> b, int i) => (b[(i / 128 * 32) + (i % 32)] >> (i / 32 % 4 * 2)) & 3;

    private static int Scale3(ReadOnlySpan<byte> s, int j) => ((s[j % 8] >> (j / 8 * 4)) & 15) | (((s[8 + (j % 4)] >> (j / 4 * 2)) & 3) << 4);

    private static (int Scale, int Minimum) Scale4(ReadOnlySpan<byte> s, int j) => j < 4
        ? (s[j] & 63, s[j + 4] & 63)
        : ((s[j + 4] & 15) | (s[j - 4] >> 6 << 4), (s[j + 4] >> 4) | (s[j] >> 6 << 4));
}
