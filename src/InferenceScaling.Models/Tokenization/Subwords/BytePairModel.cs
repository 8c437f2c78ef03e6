using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>Byte-pair encoding (Sennrich et al., 2016): characters or bytes, joined by ranked merges.</summary>
internal sealed class BytePairModel : SubwordModel
{
    private readonly ModelVocabulary _vocabulary;
    private readonly PairTable _merges;
    private readonly BytePairOptions _options;
    private readonly SymbolTable _symbols;
    private readonly bool _readsBytes;
    private readonly char _boundary;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="merges">Pairs of symbols to (rank, joined symbol).</param>
    /// <param name="options">The switches.</param>
    /// <param name="readsBytes">Whether pieces come as plain text whose UTF-8 bytes are the symbols (byte level), instead of characters that are.</param>
    /// <param name="boundary">A character that no merge joins to another one before it, so that words may be cut there; or '\0'.</param>
    public BytePairModel(ModelVocabulary vocabulary, PairTable merges, BytePairOptions options, bool readsBytes, char boundary)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        _readsBytes = readsBytes;
        _boundary = options.IgnoresMerges || options.ContinuingPrefix.Length > 0 || options.EndOfWordSuffix.Length > 0 ? '\0' : boundary;
        _symbols = new SymbolTable(vocabulary, options);
    }

    /// <summary>Whether every byte has a symbol, so that byte-level text needs no unknown token.</summary>
    public static bool CoversBytes(ModelVocabulary vocabulary)
    {
        for (var value = 0; value < 256; value++)
        {
            if (!vocabulary.TryGetId([ByteCharacters.FromByte((byte)value)], out _))
                return false;
        }

        return true;
    }

    public override void Encode(ReadOnlySpan<char> piece, EncodingWorkspace workspace)
    {
        if (_boundary == '\0')
        {
            EncodeWord(piece, workspace);
            return;
        }

        var start = 0;
        for (var i = 1; i < piece.Length; i++)
        {
            if (piece[i] != _boundary || piece[i - 1] == _boundary)
                continue;
            EncodeWord(piece[start..i], workspace);
            start = i;
        }

        EncodeWord(piece[start..], workspace);
    }

    private void EncodeWord(ReadOnlySpan<char> word, EncodingWorkspace workspace)
    {
        var utf8 = workspace.Utf8;
        utf8.Clear();
        if (_readsBytes || word.Length <= WordCache.LongestWord)
            utf8.Advance(Encoding.UTF8.GetBytes(word, utf8.Reserve(Encoding.UTF8.GetMaxByteCount(word.Length))));
        if (utf8.Count is 0 or > WordCache.LongestWord)
        {
            EncodeUncached(word, workspace);
            return;
        }

        var key = WordCache.Pack(utf8.Span);
        if (workspace.Words.TryGet(key, out var ids))
        {
            workspace.Ids.AddRange(ids);
            return;
        }

        var first = workspace.Ids.Count;
        EncodeUncached(word, workspace);
        workspace.Words.Set(key, workspace.Ids.Span[first..]);
    }

    private void EncodeUncached(ReadOnlySpan<char> word, EncodingWorkspace workspace)
    {
        if (_options.IgnoresMerges && TryEncodeWhole(word, workspace, out var id))
        {
            workspace.Ids.Add(id);
            return;
        }

        var symbols = workspace.Symbols;
        symbols.Clear();
        if (_readsBytes)
        {
            foreach (var value in workspace.Utf8.Span)
                symbols.Add(_symbols.OfByteCharacter(value));
        }
        else
        {
            AddCharacters(word, symbols);
        }

        symbols.Merge(_merges, workspace.Ids);
    }

    private bool TryEncodeWhole(ReadOnlySpan<char> word, EncodingWorkspace workspace, out int id)
    {
        if (!_readsBytes)
            return _vocabulary.TryGetOrdinaryId(word, out id);
        id = -1;
        var utf8 = workspace.Utf8.Span;
        if (utf8.Length > _vocabulary.LongestToken)
            return false;
        var spelled = utf8.Length <= 256 ? stackalloc char[utf8.Length] : new char[utf8.Length];
        for (var i = 0; i < utf8.Length; i++)
            spelled[i] = ByteCharacters.FromByte(utf8[i]);
        return _vocabulary.TryGetOrdinaryId(spelled, out id);
    }

    // The order of the reference: an unknown character waits, so that the next may join it, while byte tokens pass it by.
    private void AddCharacters(ReadOnlySpan<char> word, SymbolChain symbols)
    {
        var unknownWaits = false;
        for (var i = 0; i < word.Length;)
        {
            Rune.DecodeFromUtf16(word[i..], out var rune, out var length);
            var isFirst = i == 0;
            i += length;
            var symbol = _symbols.Of(rune, isFirst, isLast: i == word.Length);
            if (symbol >= 0)
            {
                if (unknownWaits)
                    symbols.Add(_options.UnknownId!.Value);
                unknownWaits = false;
                symbols.Add(symbol);
            }
            else if (!_symbols.TryAddBytes(rune, isFirst, isLast: i == word.Length, symbols) && _options.UnknownId is { } unknown)
            {
                if (unknownWaits && !_options.FusesUnknown)
                    symbols.Add(unknown);
                unknownWaits = true;
            }
        }

        if (unknownWaits)
            symbols.Add(_options.UnknownId!.Value);
    }
}
