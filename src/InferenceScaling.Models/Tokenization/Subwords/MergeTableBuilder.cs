using System.Buffers;

namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>Collects merges, checking that both parts and the result are tokens.</summary>
internal sealed class MergeTableBuilder
{
    private const char SentencePieceSpace = '\u2581';

    private readonly ModelVocabulary _vocabulary;
    private readonly int _prefixLength;
    private readonly char _marker;
    private bool _markerIsBoundary = true;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="continuingPrefix">What the right part of a merge begins with and the joined token lacks.</param>
    /// <param name="capacity">Expected number of merges.</param>
    public MergeTableBuilder(ModelVocabulary vocabulary, string continuingPrefix, int capacity)
    {
        _vocabulary = vocabulary;
        _prefixLength = continuingPrefix.Length;
        _marker = vocabulary.TryGetId([SentencePieceSpace], out _) ? SentencePieceSpace : vocabulary.TryGetId(" ", out _) ? ' ' : '\0';
        Merges = new PairTable(capacity);
    }

    public PairTable Merges { get; }

    /// <summary>The space marker where no merge joins it to a different character before it, else '\0'.</summary>
    public char Boundary => _markerIsBoundary ? _marker : '\0';

    /// <summary>Adds a merge of a rank (0 merges first).</summary>
    /// <exception cref="TokenizerFormatException">A part or the result is not in the vocabulary.</exception>
    public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int rank)
    {
        var leftId = Id(left, rank);
        var rightId = Id(right, rank);
        var rest = right[Math.Min(_prefixLength, right.Length)..];
        var length = left.Length + rest.Length;
        if (left.IsEmpty || rest.IsEmpty)
            throw new TokenizerFormatException($"Merge {rank} of the tokenizer model joins '{left}' and '{right}'; both parts must have characters.");
        if (length > _vocabulary.LongestToken)
            throw Missing(string.Concat(left, rest), rank);
        var rented = length <= 256 ? null : ArrayPool<char>.Shared.Rent(length);
        var joined = rented is null ? stackalloc char[length] : rented.AsSpan(0, length);
        left.CopyTo(joined);
        rest.CopyTo(joined[left.Length..]);
        var joinedId = Id(joined, rank);
        if (rented is not null)
            ArrayPool<char>.Shared.Return(rented);

        _markerIsBoundary &= left[^1] == _marker || rest[0] != _marker;
        // Text must not be able to grow into a control token.
        if (!_vocabulary.IsSpecial(joinedId))
            Merges.Set(leftId, rightId, rank, joinedId);
    }

    private int Id(ReadOnlySpan<char> token, int rank) => _vocabulary.TryGetId(token, out var id) ? id : throw Missing(token.ToString(), rank);

    private static TokenizerFormatException Missing(string token, int rank)
        => new($"Merge {rank} of the tokenizer model needs the token '{Excerpt.Of(token)}', which the vocabulary does not contain. The file is incomplete or merges and vocabulary come from different models.");
}
