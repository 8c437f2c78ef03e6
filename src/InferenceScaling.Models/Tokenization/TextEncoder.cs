using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization;

/// <summary>The pipeline from text to ids: added tokens, normalizer, added tokens of normalised text, pre-tokenizer, subword model.</summary>
internal sealed class TextEncoder
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokenMatcher? _rawMatcher;
    private readonly AddedTokenMatcher? _normalizedMatcher;

    public TextEncoder(TokenizerParts parts)
    {
        _parts = parts;
        var raw = parts.AddedTokens.Where(token => !token.IsNormalized).Select(token => (token, token.Content)).ToList();
        var normalized = parts.AddedTokens.Where(token => token.IsNormalized)
            .Select(token => (Token: token, Spelling: parts.Normalizer?.Normalize(token.Content) ?? token.Content))
            .Where(pair => pair.Spelling.Length > 0)
            .ToList();
        _rawMatcher = raw.Count > 0 ? new AddedTokenMatcher(raw) : null;
        _normalizedMatcher = normalized.Count > 0 ? new AddedTokenMatcher(normalized) : null;
    }

    public void Encode(ReadOnlySpan<char> text, AddedTokenMatching matching, EncodingWorkspace workspace)
    {
        text = Utf16.TryRepair(text, workspace.Repaired) ? workspace.Repaired.Span : text;
        if (_rawMatcher is null || matching == AddedTokenMatching.None)
        {
            EncodeRaw(text, startsInput: true, matching, workspace);
            return;
        }

        var (given, from) = (0, 0);
        while (_rawMatcher.TryFindNext(text, ref from, given, matching, out var match))
        {
            if (given < match.Start)
                EncodeRaw(text[given..match.Start], given == 0, matching, workspace);
            workspace.Ids.Add(match.Id);
            given = match.End;
        }

        EncodeRaw(text[given..], given == 0, matching, workspace);
    }

    private void EncodeRaw(ReadOnlySpan<char> text, bool startsInput, AddedTokenMatching matching, EncodingWorkspace workspace)
    {
        if (text.IsEmpty)
            return;
        workspace.Normalized.Clear();
        if (_parts.Normalizer is { } normalizer && normalizer.TryNormalize(text, workspace.Normalized))
            text = workspace.Normalized.Span;
        if (_normalizedMatcher is null || matching == AddedTokenMatching.None)
        {
            EncodeNormalized(text, startsInput, workspace);
            return;
        }

        var (given, from) = (0, 0);
        while (_normalizedMatcher.TryFindNext(text, ref from, given, matching, out var match))
        {
            if (given < match.Start)
                EncodeNormalized(text[given..match.Start], startsInput && given == 0, workspace);
            workspace.Ids.Add(match.Id);
            given = match.End;
        }

        EncodeNormalized(text[given..], startsInput && given == 0, workspace);
    }

    private void EncodeNormalized(ReadOnlySpan<char> text, bool startsInput, EncodingWorkspace workspace)
    {
        if (text.IsEmpty)
            return;
        if (_parts.PreTokenizer is not { } preTokenizer)
        {
            _parts.Model.Encode(text, workspace);
            return;
        }

        var pieces = workspace.Pieces;
        pieces.Load(text, startsInput);
        preTokenizer.Apply(pieces);
        foreach (var piece in pieces.Pieces)
            _parts.Model.Encode(pieces.Of(piece), workspace);
    }
}
