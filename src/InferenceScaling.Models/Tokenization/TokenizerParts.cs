using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.Normalizers;
using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization;

/// <summary>What a tokenizer is put together from, whatever file it came from.</summary>
internal sealed record TokenizerParts
{
    public required ModelVocabulary Vocabulary { get; init; }

    public required SubwordModel Model { get; init; }

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    public TextNormalizer? Normalizer { get; init; }

    public PreTokenizer? PreTokenizer { get; init; }

    public required DecoderChain Decoder { get; init; }

    /// <summary>What goes around a text when special tokens are asked for.</summary>
    public SequenceTemplate Template { get; init; } = SequenceTemplate.Empty;

    /// <summary>The beginning-of-sequence token, where a source names it apart from the template.</summary>
    public int? BeginningId { get; init; }

    /// <summary>The end-of-sequence token, where a source names it apart from the template.</summary>
    public int? EndId { get; init; }
}
