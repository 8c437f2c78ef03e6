namespace InferenceScaling.Models.Tokenization.Text;

/// <summary>A text cut into pieces, and the next generation of both while a pre-tokenizer works.</summary>
internal sealed class TextPieces : IDisposable
{
    private PooledBuffer<char> _text = new();
    private PooledBuffer<char> _nextText = new();
    private PooledBuffer<Piece> _pieces = new();
    private PooledBuffer<Piece> _nextPieces = new();

    public ReadOnlySpan<char> Text => _text.Span;

    public ReadOnlySpan<Piece> Pieces => _pieces.Span;

    /// <summary>Whether the first piece begins where the user's text begins.</summary>
    public bool StartsInput { get; private set; }

    public void Load(ReadOnlySpan<char> text, bool startsInput)
    {
        StartsInput = startsInput;
        _text.Clear();
        _text.AddRange(text);
        _pieces.Clear();
        if (text.Length > 0)
            _pieces.Add(new Piece(0, text.Length));
    }

    public ReadOnlySpan<char> Of(Piece piece) => _text.Span.Slice(piece.Start, piece.Length);

    /// <summary>Adds a piece of the present text to the next generation; empty pieces vanish.</summary>
    public void Emit(int start, int end)
    {
        if (end > start)
            _nextPieces.Add(new Piece(start, end - start));
    }

    /// <summary>The emitted pieces become the present ones.</summary>
    public void CommitSplit()
    {
        (_pieces, _nextPieces) = (_nextPieces, _pieces);
        _nextPieces.Clear();
    }

    /// <summary>Where a rewriting pre-tokenizer writes; call <see cref="EmitRewritten"/> after each piece.</summary>
    public PooledBuffer<char> Rewritten => _nextText;

    /// <summary>Adds what was written since <paramref name="start"/> to the next generation.</summary>
    public void EmitRewritten(int start) => Emit(start, _nextText.Count);

    /// <summary>The rewritten text and pieces become the present ones.</summary>
    public void CommitRewrite()
    {
        (_text, _nextText) = (_nextText, _text);
        _nextText.Clear();
        CommitSplit();
    }

    public void Dispose()
    {
        _text.Dispose();
        _nextText.Dispose();
        _pieces.Dispose();
        _nextPieces.Dispose();
    }
}
