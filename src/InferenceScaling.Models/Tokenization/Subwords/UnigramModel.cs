using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>The unigram language model (Kudo, 2018): the segmentation of highest probability, by dynamic programming.</summary>
internal sealed class UnigramModel : SubwordModel
{
    private const double UnknownPenalty = 10;

    private readonly ModelVocabulary _vocabulary;
    private readonly CharTrie _pieces = new();
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int? _unknownId;
    private readonly int[]? _byteTokens;

    /// <param name="vocabulary">The pieces by spelling.</param>
    /// <param name="scores">Log-probability by id.</param>
    /// <param name="unknownId">Id for characters that no piece begins with.</param>
    /// <param name="byteFallback">Whether those are spelled by byte tokens.</param>
    public UnigramModel(ModelVocabulary vocabulary, double[] scores, int? unknownId, bool byteFallback)
    {
        (_vocabulary, _scores, _unknownId) = (vocabulary, scores, unknownId);
        _unknownScore = scores.Min() - UnknownPenalty;
        foreach (var (piece, id) in vocabulary.Ids)
        {
            if (piece.Length > 0 && !vocabulary.IsSpecial(id))
                _pieces.Add(piece, id);
        }

        var bytes = Enumerable.Range(0, 256).Select(value => vocabulary.TryGetId($"<0x{value:X2}>", out var id) ? id : -1).ToArray();
        _byteTokens = byteFallback && !bytes.Contains(-1) ? bytes : null;
    }

    public override void Encode(ReadOnlySpan<char> piece, EncodingWorkspace workspace)
    {
        using var ids = new PooledBuffer<int>();
        using var starts = new PooledBuffer<int>();
        using var scores = new PooledBuffer<double>();
        FindBestPath(piece, ids.Resize(piece.Length + 1), starts.Resize(piece.Length + 1), scores.Resize(piece.Length + 1));

        // Backwards over the best path; neighbouring unknown characters are one segment.
        using var segments = new PooledBuffer<Piece>();
        using var segmentIds = new PooledBuffer<int>();
        for (var end = piece.Length; end > 0;)
        {
            var id = ids.Span[end];
            var start = starts.Span[end];
            while (id < 0 && start > 0 && ids.Span[start] < 0)
                start = starts.Span[start];
            segments.Add(new Piece(start, end - start));
            segmentIds.Add(id);
            end = start;
        }

        for (var i = segments.Count - 1; i >= 0; i--)
        {
            var segment = piece.Slice(segments.Span[i].Start, segments.Span[i].Length);
            if (segmentIds.Span[i] >= 0)
                workspace.Ids.Add(segmentIds.Span[i]);
            else
                AddUnknown(segment, workspace.Ids);
        }
    }

    private void FindBestPath(ReadOnlySpan<char> piece, Span<int> ids, Span<int> starts, Span<double> scores)
    {
        const int Unreached = -1;
        starts.Fill(Unreached);
        scores[0] = 0;
        for (var start = 0; start < piece.Length;)
        {
            var width = char.IsHighSurrogate(piece[start]) ? 2 : 1;
            var reachedNext = false;
            var node = CharTrie.Root;
            for (var end = start; end < piece.Length && _pieces.TryStep(node, piece[end], out node);)
            {
                end++;
                var id = _pieces.ValueAt(node);
                if (id < 0)
                    continue;
                Offer(scores[start] + _scores[id], start, end, id, ids, starts, scores);
                reachedNext |= end == start + width;
            }

            if (!reachedNext)
                Offer(scores[start] + _unknownScore, start, start + width, -1, ids, starts, scores);
            start += width;
        }
    }

    private static void Offer(double score, int start, int end, int id, Span<int> ids, Span<int> starts, Span<double> scores)
    {
        if (starts[end] >= 0 && score <= scores[end])
            return;
        (ids[end], starts[end], scores[end]) = (id, start, score);
    }

    private void AddUnknown(ReadOnlySpan<char> segment, PooledBuffer<int> ids)
    {
        if (_vocabulary.TryGetOrdinaryId(segment, out var id))
        {
            ids.Add(id);
            return;
        }

        if (_byteTokens is null)
        {
            if (_unknownId is { } unknown)
                ids.Add(unknown);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in segment.EnumerateRunes())
        {
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
                ids.Add(_byteTokens[value]);
        }
    }
}
