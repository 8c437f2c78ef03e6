namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>Codes of few bits in a row without gaps, the first in the lowest bits: at 4 bits two a byte, the even one in the low nibble.</summary>
/// <remarks>Read as little-endian 32-bit words, these are the words of GPTQ's files and, at 2, 4 and 8 bits, of compressed-tensors.</remarks>
internal static class CodePacking
{
    /// <summary>Packs codes; what is left of the last byte is 0.</summary>
    /// <param name="codes">Codes below 2^bits.</param>
    /// <param name="bits">1 to 8.</param>
    /// <exception cref="ArgumentException">A code has more bits.</exception>
    public static byte[] Pack(ReadOnlySpan<byte> codes, int bits)
    {
        CheckBits(bits);
        var packed = new byte[((long)codes.Length * bits + 7) / 8];
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] >> bits != 0)
                throw new ArgumentException($"Code {i} is {codes[i]}; {bits} bits hold at most {(1 << bits) - 1}.", nameof(codes));
            var place = (long)i * bits;
            var shifted = codes[i] << (int)(place % 8);
            packed[place / 8] |= (byte)shifted;
            if (shifted > byte.MaxValue)
                packed[(place / 8) + 1] |= (byte)(shifted >> 8);
        }

        return packed;
    }

    /// <summary>The way back.</summary>
    /// <param name="packed">As many bytes as <see cref="Pack"/> makes of so many codes.</param>
    /// <param name="bits">1 to 8.</param>
    /// <param name="count">Codes.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int bits, int count)
    {
        CheckBits(bits);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (packed.Length != ((long)count * bits + 7) / 8)
            throw new ArgumentException($"{packed.Length} bytes; {count} codes of {bits} bits take {((long)count * bits + 7) / 8}.", nameof(packed));
        var codes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var place = (long)i * bits;
            var next = (place / 8) + 1;
            var pair = packed[(int)(place / 8)] | (next < packed.Length ? packed[(int)next] << 8 : 0);
            codes[i] = (byte)((pair >> (int)(place % 8)) & ((1 << bits) - 1));
        }

        return codes;
    }

    private static void CheckBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 8);
    }
}
