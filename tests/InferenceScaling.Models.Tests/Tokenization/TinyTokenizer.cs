using System.Text;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Tests.Tokenization;

/// <summary>Hand-made tokenizer.json files: all bytes, a few merges, a few added tokens.</summary>
internal static class TinyTokenizer
{
    public const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";

    /// <summary>GPT-2's byte alphabet in byte order.</summary>
    public static readonly string[] ByteAlphabet = BuildAlphabet();

    private static readonly string[] Merges =
    [
        "h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "Ġ t", "Ġt he", "i n", "in g", "Ġ Ġ", "ĠĠ ĠĠ", "1 2", "12 3", "Ã ©", "Ġ hell",
    ];

    /// <summary>A byte-level tokenizer: ids 0–255 bytes, then the merges, then the added tokens.</summary>
    public static Tokenizer Create(
        string? normalizer = null, string? preTokenizer = ByteLevel, string? decoder = ByteLevel, string? postProcessor = null, JsonArray? added = null, bool ignoresMerges = false)
        => Parse(Json(normalizer, preTokenizer, decoder, postProcessor, added, ignoresMerges));

    public static JsonObject Json(
        string? normalizer = null, string? preTokenizer = ByteLevel, string? decoder = ByteLevel, string? postProcessor = null, JsonArray? added = null, bool ignoresMerges = false)
    {
        var vocab = new JsonObject();
        foreach (var token in ByteAlphabet.Concat(Merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal))))
            vocab[token] = vocab.Count;
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = added ?? [],
            ["normalizer"] = Node(normalizer),
            ["pre_tokenizer"] = Node(preTokenizer),
            ["post_processor"] = Node(postProcessor),
            ["decoder"] = Node(decoder),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = ignoresMerges,
                ["vocab"] = vocab,
                ["merges"] = new JsonArray([.. Merges.Select(merge => (JsonNode)merge)]),
            },
        };
    }

    /// <summary>A tokenizer whose tokens are the listed strings, in order, without merges.</summary>
    public static Tokenizer OfCharacters(string alphabet, string? normalizer = null, string? preTokenizer = null, string modelExtra = "")
    {
        var vocab = new JsonObject();
        foreach (var rune in alphabet.EnumerateRunes())
            vocab[rune.ToString()] = vocab.Count;
        return Tokenizer.FromJson(Encoding.UTF8.GetBytes(
            $$"""{"added_tokens":[],"normalizer":{{normalizer ?? "null"}},"pre_tokenizer":{{preTokenizer ?? "null"}},"decoder":{"type":"Fuse"},"model":{"type":"BPE"{{modelExtra}},"vocab":{{vocab.ToJsonString()}},"merges":[]} }"""));
    }

    public static Tokenizer Parse(JsonNode json) => Tokenizer.FromJson(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static JsonObject Added(int id, string content, bool special = true, bool normalized = false, bool lstrip = false, bool rstrip = false, bool singleWord = false) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["special"] = special,
        ["normalized"] = normalized,
        ["lstrip"] = lstrip,
        ["rstrip"] = rstrip,
        ["single_word"] = singleWord,
    };

    /// <summary>The spellings of an encoding's tokens.</summary>
    public static string[] Tokens(this Tokenizer tokenizer, string text, bool addSpecialTokens = false, AddedTokenMatching matching = AddedTokenMatching.All)
        => [.. tokenizer.Encode(text, addSpecialTokens, matching).Select(id => tokenizer.TokenSpelling(id)!)];

    private static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);

    private static string[] BuildAlphabet()
    {
        var next = 0x100;
        return [.. Enumerable.Range(0, 256).Select(value => ((char)(value is (> 32 and < 127) or (> 160 and < 173) or > 173 ? value : next++)).ToString())];
    }
}
