using System.Text;

namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>GPT-2's bijection between bytes and printable characters: printable Latin-1 stands for itself, the 68 other bytes for U+0100 onwards.</summary>
internal static class ByteCharacters
{
    private const int FirstSubstitute = 0x100;

    private static readonly char[] Characters = Build();
    private static readonly short[] Bytes = Invert();

    public static char FromByte(byte value) => Characters[value];

    /// <summary>The byte that a character stands for, or -1.</summary>
    public static int ToByte(char character) => character < Bytes.Length ? Bytes[character] : -1;

    /// <summary>Appends the characters of the UTF-8 form of <paramref name="text"/>.</summary>
    public static void Append(ReadOnlySpan<char> text, PooledBuffer<char> destination)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            foreach (var value in utf8[..length])
                destination.Add(Characters[value]);
        }
    }

    /// <summary>The bytes a byte-level token stands for. A token with a character outside the bijection (an added token) stands for its own UTF-8.</summary>
    public static byte[] Decode(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            var value = ToByte(token[i]);
            if (value < 0)
                return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)value;
        }

        return bytes;
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = FirstSubstitute;
        for (var value = 0; value < 256; value++)
        {
            var standsForItself = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = standsForItself ? (char)value : (char)next++;
        }

        return characters;
    }

    private static short[] Invert()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
            bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
