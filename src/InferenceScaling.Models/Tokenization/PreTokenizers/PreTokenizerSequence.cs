using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Pre-tokenizers one after the other, each over all pieces of the one before.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> members) : PreTokenizer
{
    private readonly PreTokenizer[] _members = [.. members];

    public override void Apply(TextPieces pieces)
    {
        foreach (var member in _members)
            member.Apply(pieces);
    }
}
