using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>The initial symbols of byte-pair encoding: characters, byte characters and byte tokens, looked up once.</summary>
internal sealed class SymbolTable
{
    private const int None = -1;

    private readonly ModelVocabulary _vocabulary;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly int[] _basicPlane = new int[0x10000];
    private readonly int[] _byteCharacters = new int[256];
    private readonly int[]? _byteTokens;

    public SymbolTable(ModelVocabulary vocabulary, BytePairOptions options)
    {
        _vocabulary = vocabulary;
        (_prefix, _suffix) = (options.ContinuingPrefix, options.EndOfWordSuffix);
        for (var unit = 0; unit < _basicPlane.Length; unit++)
            _basicPlane[unit] = Lookup([(char)unit]);
        for (var value = 0; value < 256; value++)
            _byteCharacters[value] = _basicPlane[ByteCharacters.FromByte((byte)value)];
        if (options.ByteFallback)
            _byteTokens = [.. Enumerable.Range(0, 256).Select(value => Lookup($"<0x{value:X2}>"))];
    }

    public int OfByteCharacter(byte value) => _byteCharacters[value];

    /// <summary>The symbol of a character at its place in the word, or -1.</summary>
    public int Of(Rune rune, bool isFirst, bool isLast)
    {
        if (rune.IsBmp && (isFirst || _prefix.Length == 0) && (!isLast || _suffix.Length == 0))
            return _basicPlane[rune.Value];
        Span<char> spelled = stackalloc char[_prefix.Length + 2 + _suffix.Length];
        return Lookup(Spell(rune, isFirst, isLast, spelled));
    }

    /// <summary>Adds the byte tokens of a character; false, and nothing added, where one of them is missing.</summary>
    public bool TryAddBytes(Rune rune, bool isFirst, bool isLast, SymbolChain symbols)
    {
        if (_byteTokens is null)
            return false;
        Span<char> spelled = stackalloc char[_prefix.Length + 2 + _suffix.Length];
        Span<byte> utf8 = stackalloc byte[3 * spelled.Length];
        utf8 = utf8[..Encoding.UTF8.GetBytes(Spell(rune, isFirst, isLast, spelled), utf8)];
        foreach (var value in utf8)
        {
            if (_byteTokens[value] == None)
                return false;
        }

        foreach (var value in utf8)
            symbols.Add(_byteTokens[value]);
        return true;
    }

    private ReadOnlySpan<char> Spell(Rune rune, bool isFirst, bool isLast, Span<char> destination)
    {
        var length = 0;
        if (!isFirst)
        {
            _prefix.CopyTo(destination);
            length = _prefix.Length;
        }

        length += rune.EncodeToUtf16(destination[length..]);
        if (isLast)
        {
            _suffix.CopyTo(destination[length..]);
            length += _suffix.Length;
        }

        return destination[..length];
    }

    private int Lookup(ReadOnlySpan<char> token) => _vocabulary.TryGetId(token, out var id) ? id : None;
}
