namespace InferenceScaling.Models.Tokenization.Subwords;

/// <summary>The tokens of a subword model by spelling, and which of them only the tokenizer itself may emit.</summary>
internal sealed class ModelVocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly HashSet<int> _specialIds;

    public ModelVocabulary(Dictionary<string, int> ids, HashSet<int> specialIds)
    {
        _ids = ids;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _specialIds = specialIds;
        foreach (var token in ids.Keys)
            LongestToken = Math.Max(LongestToken, token.Length);
    }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    /// <summary>Length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; }

    public bool IsSpecial(int id) => _specialIds.Contains(id);

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _idsBySpan.TryGetValue(token, out id);

    /// <summary>As <see cref="TryGetId"/>, but text never becomes a special token.</summary>
    public bool TryGetOrdinaryId(ReadOnlySpan<char> token, out int id) => TryGetId(token, out id) && !IsSpecial(id);
}
