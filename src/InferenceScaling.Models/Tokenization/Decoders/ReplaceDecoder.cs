using InferenceScaling.Models.Tokenization.Normalizers;
using InferenceScaling.Models.Tokenization.PreTokenizers;

namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>Replaces a pattern inside every token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : PerTokenDecoder
{
    private readonly ReplaceNormalizer _replacement = new(pattern, content);

    public override string Decode(string token, bool isFirst) => _replacement.Normalize(token);
}
