using System.Text.Json;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>model</c>, in two steps because its vocabulary is needed by other parts before its merges are.</summary>
internal readonly ref struct ModelJson
{
    private const int LongestAffix = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly Dictionary<string, Range> _members;
    private readonly bool _isUnigram;
    private readonly string _prefix;
    private readonly string _suffix;

    private ModelJson(ReadOnlySpan<byte> json)
    {
        _json = json;
        _members = JsonSlices.MembersOf(json, "model");
        var type = Optional("type") is { } known ? known : _members.ContainsKey("merges") ? "BPE" : "Unigram";
        _isUnigram = type switch
        {
            "BPE" => false,
            "Unigram" => true,
            _ => throw new TokenizerFormatException($"model.type is '{Excerpt.Of(type)}', which is not a supported model. Supported: BPE, Unigram."),
        };
        _prefix = Affix("continuing_subword_prefix");
        _suffix = Affix("end_of_word_suffix");
    }

    public static ModelJson Open(ReadOnlySpan<byte> json) => new(json);

    public (Dictionary<string, int> Ids, double[] Scores) ReadVocabulary()
        => _isUnigram ? UnigramVocabularyJson.Read(Member("vocab")) : (BytePairVocabularyJson.Read(Member("vocab")), []);

    /// <summary>Whether the model can take over spelling bytes from the pre-tokenizer.</summary>
    public bool CanReadBytes(ModelVocabulary vocabulary)
        => !_isUnigram && _prefix.Length == 0 && _suffix.Length == 0 && BytePairModel.CoversBytes(vocabulary);

    public SubwordModel Build(ModelVocabulary vocabulary, double[] scores, IReadOnlyList<AddedToken> added, bool readsBytes)
    {
        if (_isUnigram)
            return new UnigramModel(vocabulary, scores, UnknownIndex(scores.Length), Flag("byte_fallback"));
        var merges = BytePairMergesJson.Read(Member("merges"), vocabulary, _prefix);
        var options = new BytePairOptions
        {
            UnknownId = UnknownId(vocabulary, added),
            FusesUnknown = Flag("fuse_unk"),
            ByteFallback = Flag("byte_fallback"),
            IgnoresMerges = Flag("ignore_merges"),
            ContinuingPrefix = _prefix,
            EndOfWordSuffix = _suffix,
        };
        return new BytePairModel(vocabulary, merges.Merges, options, readsBytes, merges.Boundary);
    }

    private int? UnknownId(ModelVocabulary vocabulary, IReadOnlyList<AddedToken> added)
    {
        if (Optional("unk_token") is not { } unknown)
            return null;
        if (vocabulary.TryGetId(unknown, out var id))
            return id;
        return added.FirstOrDefault(token => token.Content == unknown)?.Id
            ?? throw new TokenizerFormatException($"model.unk_token is '{Excerpt.Of(unknown)}', which is neither in the vocabulary nor among the added tokens.");
    }

    private int? UnknownIndex(int count)
    {
        var section = JsonSlices.Section(_json, _members, "unk_id");
        if (section.IsNull)
            return null;
        return section.Element.ValueKind == JsonValueKind.Number && section.Element.TryGetInt32(out var id) && id >= 0 && id < count
            ? id
            : throw new TokenizerFormatException($"model.unk_id is {section.Element.ValueKind}; expected an index into the {count} pieces of model.vocab.");
    }

    private ReadOnlySpan<byte> Member(string name)
        => _members.TryGetValue(name, out var range) ? _json[range] : throw new TokenizerFormatException($"model.{name} is missing.");

    private string? Optional(string name) => Small(name) is { } element && element.ValueKind != JsonValueKind.Null
        ? element.ValueKind == JsonValueKind.String ? element.GetString() : throw new TokenizerFormatException($"model.{name} is {element.ValueKind}; expected a string.")
        : null;

    private bool Flag(string name) => Small(name) is { } element && element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new TokenizerFormatException($"model.{name} is {element.ValueKind}; expected true or false."),
    };

    private JsonElement? Small(string name) => _members.ContainsKey(name) ? JsonSlices.Section(_json, _members, name).Element : null;

    private string Affix(string name)
    {
        var affix = Optional(name) ?? "";
        return affix.Length <= LongestAffix ? affix : throw new TokenizerFormatException($"model.{name} has {affix.Length} characters; at most {LongestAffix} are supported.");
    }
}
