using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization;

/// <summary>Tokens by id: spelling, bytes, kind.</summary>
internal sealed class TokenTable
{
    // Ids need not be dense, but a file must not make a small table huge.
    private const int AlwaysAllowed = 1 << 20;
    private const int Sparseness = 4;

    private readonly string?[] _spellings;
    private readonly bool[] _isSpecial;
    private readonly DecoderChain _decoder;
    private readonly Lazy<(byte[] Bytes, int[] Offsets)> _bytes;

    public TokenTable(ModelVocabulary vocabulary, IReadOnlyList<AddedToken> added, DecoderChain decoder)
    {
        var highest = -1;
        foreach (var id in vocabulary.Ids.Values)
            highest = Math.Max(highest, id);
        foreach (var token in added)
            highest = Math.Max(highest, token.Id);
        _spellings = new string?[highest + 1];
        _isSpecial = new bool[highest + 1];
        foreach (var (token, id) in vocabulary.Ids)
            _spellings[id] = token;
        foreach (var token in added)
        {
            _spellings[token.Id] = token.Content;
            _isSpecial[token.Id] = token.IsSpecial;
        }

        _decoder = decoder;
        _bytes = new(SpellBytes);
    }

    public int Size => _spellings.Length;

    /// <summary>Checks that an id is not absurd for a vocabulary of a size.</summary>
    /// <exception cref="TokenizerFormatException">It is.</exception>
    public static int CheckId(long id, string token, int vocabularySize)
    {
        var limit = Math.Max(AlwaysAllowed, (long)Sparseness * vocabularySize);
        return id >= 0 && id < limit
            ? (int)id
            : throw new TokenizerFormatException($"Token '{Excerpt.Of(token)}' has id {id}; expected an id from 0 to {limit - 1} for a vocabulary of {vocabularySize} tokens.");
    }

    public string? Spelling(int id) => (uint)id < (uint)_spellings.Length ? _spellings[id] : null;

    public bool IsSpecial(int id) => (uint)id < (uint)_isSpecial.Length && _isSpecial[id];

    public ReadOnlySpan<byte> Bytes(int id)
    {
        if ((uint)id >= (uint)_spellings.Length)
            return [];
        var (bytes, offsets) = _bytes.Value;
        return bytes.AsSpan(offsets[id]..offsets[id + 1]);
    }

    private (byte[] Bytes, int[] Offsets) SpellBytes()
    {
        var bytes = new List<byte>(8 * Size);
        var offsets = new int[Size + 1];
        for (var id = 0; id < Size; id++)
        {
            if (_spellings[id] is { } spelling)
                bytes.AddRange(_decoder.BytesOf(spelling, isFirst: false));
            offsets[id + 1] = bytes.Count;
        }

        return ([.. bytes], offsets);
    }
}
