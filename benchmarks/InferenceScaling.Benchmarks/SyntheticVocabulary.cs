using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks;

/// <summary>A byte-level BPE vocabulary over a few hundred English words, in the format of tokenizer.json, and text made of them.</summary>
internal static class SyntheticVocabulary
{
    private static readonly string[] Words =
        [.. ("the of and to in is it that was for on are as with his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up "
        + "out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long "
        + "little very after words called just where most know get through back much before go good new write our used me man too any day same right look think also around another came come work three word "
        + "must because does part even place well such here take why things help put years different away again off went old number great tell men say small every found still between name should home big give").Split(' ')];

    public static string Json { get; } = Build();

    public static string Text(int length)
    {
        var random = PathRandom.Root(5, "text");
        var text = new StringBuilder(length + 16);
        for (ulong index = 0; text.Length < length; index++)
        {
            text.Append(Words[random.Bits(index) % (ulong)Words.Length]);
            text.Append(random.Bits(~index) % 12 == 0 ? ". " : " ");
        }

        return text.ToString();
    }

    private static string Build()
    {
        var vocabulary = new JsonObject();
        foreach (var symbol in ByteSymbols())
            vocabulary[symbol] = vocabulary.Count;
        var merges = new JsonArray();
        foreach (var word in Words.SelectMany(word => new[] { word, "\u0120" + word }))
        {
            for (var length = 2; length <= word.Length; length++)
            {
                if (vocabulary.ContainsKey(word[..length]))
                    continue;
                vocabulary[word[..length]] = vocabulary.Count;
                merges.Add($"{word[..(length - 1)]} {word[length - 1]}");
            }
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}"""),
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse("""{"type":"ByteLevel"}"""),
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = merges },
        }.ToJsonString(new JsonSerializerOptions());
    }

    // GPT-2's spelling of bytes: printable ones as themselves, the others from U+0100 on.
    private static IEnumerable<string> ByteSymbols()
    {
        var other = 0;
        for (var value = 0; value < 256; value++)
            yield return value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? ((char)value).ToString() : ((char)(256 + other++)).ToString();
    }
}
