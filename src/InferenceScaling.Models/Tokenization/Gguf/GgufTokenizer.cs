using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>Builds a tokenizer from GGUF metadata.</summary>
internal static class GgufTokenizer
{
    private const int LongestAddedToken = 4096;

    public static TokenizerParts Build(GgufVocabulary source)
    {
        Check(source);
        return source.Model switch
        {
            "gpt2" => BuildByteLevel(source),
            "llama" => BuildSentencePiece(source),
            _ => throw new TokenizerFormatException($"The GGUF tokenizer model (tokenizer.ggml.model) is '{Excerpt.Of(source.Model)}', which is not supported. Supported: gpt2, llama."),
        };
    }

    private static TokenizerParts BuildByteLevel(GgufVocabulary source)
    {
        var vocabulary = VocabularyOf(source);
        if (source.Merges.Count == 0)
            throw new TokenizerFormatException("The GGUF vocabulary of model 'gpt2' has no merges (tokenizer.ggml.merges).");
        var pre = BytePreTokenizer.Named(source.PreTokenizer ?? "default");
        var builder = new MergeTableBuilder(vocabulary, "", source.Merges.Count);
        for (var rank = 0; rank < source.Merges.Count; rank++)
        {
            var (left, right) = MergeOf(source, rank);
            builder.Add(left, right, rank);
        }

        var readsBytes = BytePairModel.CoversBytes(vocabulary);
        var options = new BytePairOptions { IgnoresMerges = pre.IgnoresMerges };
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Model = new BytePairModel(vocabulary, builder.Merges, options, readsBytes, builder.Boundary),
            AddedTokens = AddedTokensOf(source),
            Normalizer = pre.Normalizer,
            PreTokenizer = readsBytes ? pre.Split : new PreTokenizerSequence([pre.Split, new ByteLevelPreTokenizer(false, false, spellsBytes: true)]),
            Decoder = new DecoderChain([new ByteLevelDecoder()]),
            Template = TemplateOf(source, pre.AddsBeginning),
            BeginningId = source.BeginningOfSequenceId,
            EndId = source.EndOfSequenceId,
        };
    }

    private static TokenizerParts BuildSentencePiece(GgufVocabulary source)
    {
        if (source.Scores.Count != source.Tokens.Count)
            throw new TokenizerFormatException($"The GGUF vocabulary of model 'llama' has {source.Scores.Count} scores for {source.Tokens.Count} tokens; expected as many.");
        var vocabulary = VocabularyOf(source);
        return ScoredPieces.Build(vocabulary, PiecesOf(source), '\u2581', source.AddsSpacePrefix, UnknownOf(source)) with
        {
            AddedTokens = AddedTokensOf(source),
            Template = TemplateOf(source, addsBeginning: true),
            BeginningId = source.BeginningOfSequenceId,
            EndId = source.EndOfSequenceId,
        };
    }

    public static void Check(GgufVocabulary source)
    {
        if (source.Tokens.Count == 0)
            throw new TokenizerFormatException("The GGUF vocabulary has no tokens (tokenizer.ggml.tokens).");
        if (source.TokenTypes.Count != 0 && source.TokenTypes.Count != source.Tokens.Count)
            throw new TokenizerFormatException($"The GGUF vocabulary has {source.TokenTypes.Count} token types for {source.Tokens.Count} tokens; expected as many.");
        CheckId(source, source.BeginningOfSequenceId, "bos_token_id");
        CheckId(source, source.EndOfSequenceId, "eos_token_id");
        CheckId(source, source.UnknownId, "unknown_token_id");
    }

    private static void CheckId(GgufVocabulary source, int? id, string key)
    {
        if (id is { } value && (uint)value >= (uint)source.Tokens.Count)
            throw new TokenizerFormatException($"tokenizer.ggml.{key} is {value}; expected an id below {source.Tokens.Count}.");
    }

    /// <summary>The two parts of a merge.</summary>
    public static (string Left, string Right) MergeOf(GgufVocabulary source, int rank)
    {
        var merge = source.Merges[rank];
        var space = merge.IndexOf(' ', Math.Min(1, merge.Length));
        return space < 0
            ? throw new TokenizerFormatException($"GGUF merge {rank} is '{Excerpt.Of(merge)}'; expected two parts with one space between them.")
            : (merge[..space], merge[(space + 1)..]);
    }

    /// <summary>The pieces of SentencePiece that merges make, with their scores.</summary>
    public static IEnumerable<(string Text, float Score)> PiecesOf(GgufVocabulary source) => Enumerable.Range(0, source.Tokens.Count)
        .Where(id => TypeOf(source, id) is not (GgufTokenType.Unknown or GgufTokenType.Control or GgufTokenType.Byte))
        .Select(id => (source.Tokens[id], source.Scores[id]));

    public static ModelVocabulary VocabularyOf(GgufVocabulary source)
    {
        var ids = new Dictionary<string, int>(source.Tokens.Count, StringComparer.Ordinal);
        var special = new HashSet<int>();
        for (var id = 0; id < source.Tokens.Count; id++)
        {
            ids[source.Tokens[id]] = id;
            if (TypeOf(source, id) is GgufTokenType.Control or GgufTokenType.Unknown)
                special.Add(id);
        }

        return new ModelVocabulary(ids, special);
    }

    public static List<AddedToken> AddedTokensOf(GgufVocabulary source)
    {
        var added = new Dictionary<string, AddedToken>();
        for (var id = 0; id < source.Tokens.Count; id++)
        {
            var content = source.Tokens[id];
            var type = TypeOf(source, id);
            if (content.Length is > 0 and <= LongestAddedToken && type is (GgufTokenType.Control or GgufTokenType.Unknown or GgufTokenType.UserDefined))
                added[content] = new AddedToken(id, content, IsSpecial: type != GgufTokenType.UserDefined);
        }

        return [.. added.Values];
    }

    public static SequenceTemplate TemplateOf(GgufVocabulary source, bool addsBeginning) => new(
        (source.AddsBeginningOfSequence ?? addsBeginning) && source.BeginningOfSequenceId is { } beginning ? [beginning] : [],
        source.AddsEndOfSequence && source.EndOfSequenceId is { } end ? [end] : []);

    public static int? UnknownOf(GgufVocabulary source)
    {
        if (source.UnknownId is { } known)
            return known;
        for (var id = 0; id < source.TokenTypes.Count; id++)
        {
            if (source.TokenTypes[id] == GgufTokenType.Unknown)
                return id;
        }

        return null;
    }

    public static GgufTokenType TypeOf(GgufVocabulary source, int id) => source.TokenTypes.Count == 0 ? GgufTokenType.Normal : source.TokenTypes[id];
}
