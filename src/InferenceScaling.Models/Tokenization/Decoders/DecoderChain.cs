using System.Text;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Decoders;

/// <summary>All decoding steps of a tokenizer, over whole sequences and token by token.</summary>
internal sealed class DecoderChain
{
    private readonly TokenDecoder[] _steps;
    private readonly int _fusedFrom;

    /// <param name="steps">The steps in order; none at all means that tokens are joined by spaces.</param>
    public DecoderChain(IReadOnlyList<TokenDecoder> steps)
    {
        _steps = [.. steps];
        var fuse = Array.FindIndex(_steps, step => step is FuseDecoder or ByteLevelDecoder);
        _fusedFrom = fuse < 0 ? _steps.Length : fuse + 1;
        var afterwards = _steps.AsSpan(_fusedFrom);
        IsByteLevel = _steps is [ByteLevelDecoder];
        IsStreamable = afterwards.IsEmpty || afterwards is [StripDecoder { Stop: 0 }];
        LeadingStrip = afterwards is [StripDecoder { Stop: 0 } strip] ? strip : null;
    }

    /// <summary>Whether the text is the UTF-8 reading of the tokens' bytes and nothing else.</summary>
    public bool IsByteLevel { get; }

    /// <summary>Whether the text of a prefix of the tokens is a prefix of the text.</summary>
    public bool IsStreamable { get; }

    /// <summary>What is cut off at the beginning of the text, if anything.</summary>
    public StripDecoder? LeadingStrip { get; }

    /// <summary>Whether tokens are words that a space separates.</summary>
    public bool SeparatesBySpace => _steps.Length == 0;

    public string Decode(List<string> tokens)
    {
        if (SeparatesBySpace)
            return string.Join(' ', tokens);
        foreach (var step in _steps)
            step.Decode(tokens);
        return string.Concat(tokens);
    }

    /// <summary>The bytes that one token adds to the text.</summary>
    public byte[] BytesOf(string token, bool isFirst)
    {
        foreach (var step in _steps.AsSpan(0, _fusedFrom))
        {
            switch (step)
            {
                case PerTokenDecoder perToken:
                    token = perToken.Decode(token, isFirst);
                    break;
                case ByteFallbackDecoder when ByteFallbackDecoder.TryParse(token, out var value):
                    return [value];
                case ByteLevelDecoder:
                    return ByteCharacters.Decode(token);
            }
        }

        return Encoding.UTF8.GetBytes(token);
    }
}
