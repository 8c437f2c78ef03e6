using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.PreTokenizers;

/// <summary>Joins the alternating segments of one piece (matches and gaps) according to a <see cref="SplitBehavior"/>.</summary>
internal ref struct PieceCutter(TextPieces pieces, SplitBehavior behavior)
{
    private int _heldStart = -1;
    private int _heldEnd;
    private bool _previousIsMatch;

    public void Add(int start, int end, bool isMatch)
    {
        switch (behavior)
        {
            case SplitBehavior.Isolated:
                pieces.Emit(start, end);
                return;
            case SplitBehavior.Removed:
                if (!isMatch)
                    pieces.Emit(start, end);
                return;
        }

        var joins = _heldStart >= 0 && behavior switch
        {
            SplitBehavior.MergedWithPrevious => isMatch && !_previousIsMatch,
            SplitBehavior.MergedWithNext => !isMatch && _previousIsMatch,
            _ => isMatch == _previousIsMatch,
        };
        if (!joins)
        {
            Finish();
            _heldStart = start;
        }

        _heldEnd = end;
        _previousIsMatch = isMatch;
    }

    public void Finish()
    {
        if (_heldStart >= 0)
            pieces.Emit(_heldStart, _heldEnd);
        _heldStart = -1;
    }
}
