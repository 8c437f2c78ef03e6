using System.Buffers;
using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization;

/// <summary>Decodes one sequence token by token and never cuts a character: bytes that begin one are held back until it is complete or known to be malformed.</summary>
/// <remarks>
/// Not thread-safe; one per sequence, and <see cref="Fork"/> when a sequence branches. For byte-level tokenizers the pieces concatenate to <see cref="Tokenizer.Decode"/> of all ids, however they are split.
/// So they do for byte-fallback tokenizers where the text is well formed; a malformed run of byte tokens gives U+FFFD for each malformed part here, for each byte of the run there,
/// since a stream cannot take back the characters before.
/// </remarks>
public sealed class StreamingDecoder
{
    private const int LongestCharacter = 4;

    private readonly Tokenizer _tokenizer;
    private readonly bool _skipsSpecialTokens;
    private readonly byte[] _held = new byte[LongestCharacter];
    private int _heldCount;
    private bool _hasToken;
    private int _charactersToStrip;

    /// <summary>Starts a sequence.</summary>
    /// <param name="tokenizer">The tokenizer of the ids.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out.</param>
    /// <exception cref="NotSupportedException">The tokenizer's decoder needs all tokens before it can say the first character.</exception>
    public StreamingDecoder(Tokenizer tokenizer, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (!tokenizer.Decoder.IsStreamable)
            throw new NotSupportedException("This tokenizer's decoder changes the joined text after the fact, so it cannot stream. Decode whole sequences with Tokenizer.Decode.");
        _tokenizer = tokenizer;
        _skipsSpecialTokens = skipSpecialTokens;
        _charactersToStrip = tokenizer.Decoder.LeadingStrip?.Start ?? 0;
    }

    private StreamingDecoder(StreamingDecoder source)
    {
        (_tokenizer, _skipsSpecialTokens) = (source._tokenizer, source._skipsSpecialTokens);
        source._held.CopyTo(_held, 0);
        (_heldCount, _hasToken, _charactersToStrip) = (source._heldCount, source._hasToken, source._charactersToStrip);
    }

    /// <summary>Whether bytes are held back.</summary>
    public bool HasPending => _heldCount > 0;

    /// <summary>An independent decoder in the same state.</summary>
    public StreamingDecoder Fork() => new(this);

    /// <summary>Appends a token and returns the text that it completes, often empty.</summary>
    /// <param name="id">A token id; one that is no token adds nothing.</param>
    public string Append(int id) => Append([id]);

    /// <summary>Appends tokens and returns the text that they complete.</summary>
    /// <param name="ids">Token ids; those that are no token add nothing.</param>
    public string Append(ReadOnlySpan<int> ids)
    {
        var text = new ArrayBufferWriter<char>();
        Append(ids, text);
        return text.WrittenSpan.ToString();
    }

    /// <summary>Appends tokens and writes the text that they complete.</summary>
    /// <param name="ids">Token ids; those that are no token add nothing.</param>
    /// <param name="destination">Receives the text.</param>
    public void Append(ReadOnlySpan<int> ids, IBufferWriter<char> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var utf8 = new PooledBuffer<byte>();
        utf8.AddRange(_held.AsSpan(0, _heldCount));
        foreach (var id in ids)
            AddBytes(id, utf8);
        var (text, consumed) = Complete(utf8.Span);
        using (text)
            Write(text.Span, destination);
        var rest = utf8.Span[consumed..];
        rest.CopyTo(_held);
        _heldCount = rest.Length;
    }

    /// <summary>Ends the sequence: returns U+FFFD where bytes of an incomplete character are left, else nothing.</summary>
    public string Flush()
    {
        if (_heldCount == 0)
            return "";
        _heldCount = 0;
        _charactersToStrip = 0;
        return "\uFFFD";
    }

    private void AddBytes(int id, PooledBuffer<byte> utf8)
    {
        if (_tokenizer.TokenSpelling(id) is not { } spelling || (_skipsSpecialTokens && _tokenizer.IsSpecial(id)))
            return;
        if (_hasToken)
        {
            if (_tokenizer.Decoder.SeparatesBySpace)
                utf8.Add((byte)' ');
            utf8.AddRange(_tokenizer.TokenBytes(id));
        }
        else
        {
            utf8.AddRange(_tokenizer.Decoder.BytesOf(spelling, isFirst: true));
        }

        _hasToken = true;
    }

    private static (PooledBuffer<char> Text, int Consumed) Complete(ReadOnlySpan<byte> utf8)
    {
        var text = new PooledBuffer<char>();
        var consumed = 0;
        Span<char> units = stackalloc char[2];
        while (consumed < utf8.Length)
        {
            // Malformed parts are as long as the reference decoder's: the longest beginning of a character, at least one byte.
            var status = Rune.DecodeFromUtf8(utf8[consumed..], out var rune, out var length);
            if (status == OperationStatus.NeedMoreData)
                break;
            text.AddRange(units[..rune.EncodeToUtf16(units)]);
            consumed += length;
        }

        return (text, consumed);
    }

    private void Write(ReadOnlySpan<char> text, IBufferWriter<char> destination)
    {
        while (_charactersToStrip > 0 && text.Length > 0)
        {
            if (text[0] != _tokenizer.Decoder.LeadingStrip!.Content)
            {
                _charactersToStrip = 0;
                break;
            }

            text = text[1..];
            _charactersToStrip--;
        }

        destination.Write(text);
    }
}
