namespace InferenceScaling.Models.Checkpoints.Quantization;

/// <summary>Codes in 32-bit words, the first in the lowest bits: how compressed-tensors and GPTQ keep 4 and 8 bits a weight.</summary>
internal static class PackedWords
{
    /// <summary>Codes of a word.</summary>
    public static int PerWord(int bits) => 32 / bits;

    /// <summary>Words for so many codes; the last may be filled in part.</summary>
    public static long Count(long codes, int bits) => (codes + PerWord(bits) - 1) / PerWord(bits);

    /// <summary>One code of a word.</summary>
    public static byte Code(uint word, int place, int bits) => (byte)((word >> (place * bits)) & ((1u << bits) - 1));

    /// <summary>Fills words with codes; what the last word lacks is zero.</summary>
    public static void Pack(ReadOnlySpan<byte> codes, int bits, Span<uint> words)
    {
        words.Clear();
        for (var index = 0; index < codes.Length; index++)
            words[index / PerWord(bits)] |= (uint)codes[index] << (index % PerWord(bits) * bits);
    }

    /// <summary>Takes as many codes out of words as the destination holds.</summary>
    public static void Unpack(ReadOnlySpan<uint> words, int bits, Span<byte> codes)
    {
        var (perWord, mask) = (PerWord(bits), (1u << bits) - 1);
        for (var index = 0; index < codes.Length;)
        {
            var word = words[index / perWord];
            for (var place = 0; place < perWord && index < codes.Length; place++, word >>= bits)
                codes[index++] = (byte)(word & mask);
        }
    }
}
