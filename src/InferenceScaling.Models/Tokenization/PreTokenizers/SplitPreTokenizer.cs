using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Cuts pieces at the matches of a pattern.</summary>
/// <param name="pattern">What to look for.</param>
/// <param name="behavior">What becomes of it.</param>
/// <param name="invert">Whether the text between matches takes the role of the matches.</param>
internal sealed class SplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    private readonly CoveringPattern? _covering = behavior == SplitBehavior.Isolated && !invert ? pattern as CoveringPattern : null;

    public override void Apply(TextPieces pieces)
    {
        using var matches = new PooledBuffer<Piece>();
        foreach (var piece in pieces.Pieces)
        {
            if (_covering is not null)
                _covering.Cut(piece, pieces);
            else
                CutAtMatches(piece, pieces, matches);
        }

        pieces.CommitSplit();
    }

    private void CutAtMatches(Piece piece, TextPieces pieces, PooledBuffer<Piece> matches)
    {
        matches.Clear();
        pattern.FindAll(pieces.Of(piece), matches);
        var cut = new PieceCutter(pieces, behavior);
        var end = 0;
        foreach (var match in matches.Span)
        {
            if (match.Start > end)
                cut.Add(piece.Start + end, piece.Start + match.Start, invert);
            end = match.Start + match.Length;
            cut.Add(piece.Start + match.Start, piece.Start + end, !invert);
        }

        if (end < piece.Length)
            cut.Add(piece.Start + end, piece.Start + piece.Length, invert);
        cut.Finish();
    }
}
