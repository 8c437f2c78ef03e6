using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.Normalizers;
using InferenceScaling.Models.Tokenization.PreTokenizers;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>SentencePiece's byte-pair encoding, whose merges are given by scores: of all neighbours that join to a piece, those with the best score join first.</summary>
internal static class ScoredPieces
{
    private const int LongestPiece = 256;

    /// <param name="vocabulary">All tokens, byte tokens included.</param>
    /// <param name="pieces">The tokens that merges may make, with their scores.</param>
    /// <param name="space">How pieces spell a space.</param>
    /// <param name="addsSpacePrefix">Whether a text begins with a space.</param>
    /// <param name="unknownId">Stands for what not even bytes can spell.</param>
    public static TokenizerParts Build(ModelVocabulary vocabulary, IEnumerable<(string Text, float Score)> pieces, char space, bool addsSpacePrefix, int? unknownId)
    {
        var merges = Merges(vocabulary, pieces);
        var options = new BytePairOptions { UnknownId = unknownId, FusesUnknown = true, ByteFallback = true };
        var normalizers = new List<TextNormalizer>();
        if (addsSpacePrefix)
            normalizers.Add(new PrependNormalizer(space.ToString()));
        var decoders = new List<TokenDecoder>();
        if (space != ' ')
        {
            normalizers.Add(new ReplaceNormalizer(new LiteralPattern(" "), space.ToString()));
            decoders.Add(new ReplaceDecoder(new LiteralPattern(space.ToString()), " "));
        }

        decoders.AddRange([new ByteFallbackDecoder(), new FuseDecoder()]);
        if (addsSpacePrefix)
            decoders.Add(new StripDecoder(' ', start: 1, stop: 0));
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Model = new BytePairModel(vocabulary, merges.Merges, options, readsBytes: false, merges.Boundary),
            Normalizer = normalizers.Count == 0 ? null : new NormalizerSequence(normalizers),
            Decoder = new DecoderChain(decoders),
        };
    }

    /// <summary>The merges that scores stand for, best first: each way to make a piece of two tokens.</summary>
    /// <exception cref="TokenizerFormatException">A score is no number, or a piece too long.</exception>
    public static IEnumerable<(string Left, string Right, int Rank)> MergesOf(ModelVocabulary vocabulary, IEnumerable<(string Text, float Score)> pieces)
    {
        var rank = -1;
        var previous = float.NaN;
        foreach (var (text, score) in pieces.OrderByDescending(piece => piece.Score))
        {
            if (!float.IsFinite(score))
                throw new TokenizerFormatException($"The score of token '{Excerpt.Of(text)}' is {score}; expected a finite number.");
            if (text.Length > LongestPiece)
                throw new TokenizerFormatException($"Token '{Excerpt.Of(text)}' is longer than the {LongestPiece} characters supported with scores.");
            // Equal scores are equal ranks: the leftmost pair goes first.
            if (score != previous)
                rank++;
            previous = score;
            for (var cut = 1; cut < text.Length; cut++)
            {
                if (vocabulary.TryGetId(text.AsSpan(0, cut), out _) && vocabulary.TryGetId(text.AsSpan(cut), out _))
                    yield return (text[..cut], text[cut..], rank);
            }
        }
    }

    private static MergeTableBuilder Merges(ModelVocabulary vocabulary, IEnumerable<(string Text, float Score)> pieces)
    {
        var builder = new MergeTableBuilder(vocabulary, "", vocabulary.Ids.Count);
        foreach (var (left, right, rank) in MergesOf(vocabulary, pieces))
            builder.Add(left, right, rank);
        return builder;
    }
}
