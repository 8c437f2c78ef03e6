using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>SentencePiece's pre-tokenizer: spaces become a visible marker, and words begin with it.</summary>
internal sealed class MetaspacePreTokenizer(char marker, PrefixScheme prefix, bool splits) : PreTokenizer
{
    private readonly SplitPreTokenizer _split = new(new LiteralPattern(marker.ToString()), SplitBehavior.MergedWithNext);

    public override void Apply(TextPieces pieces)
    {
        foreach (var piece in pieces.Pieces)
        {
            var text = pieces.Of(piece);
            var start = pieces.Rewritten.Count;
            var wantsPrefix = prefix == PrefixScheme.Always || (prefix == PrefixScheme.First && piece.Start == 0 && pieces.StartsInput);
            if (wantsPrefix && text[0] != ' ' && text[0] != marker)
                pieces.Rewritten.Add(marker);
            text.Replace(pieces.Rewritten.Reserve(text.Length), ' ', marker);
            pieces.Rewritten.Advance(text.Length);
            pieces.EmitRewritten(start);
        }

        pieces.CommitRewrite();
        if (splits)
            _split.Apply(pieces);
    }
}
