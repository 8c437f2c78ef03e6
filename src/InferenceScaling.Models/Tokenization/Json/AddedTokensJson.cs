using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>added_tokens</c>.</summary>
internal static class AddedTokensJson
{
    private const int LongestContent = 4096;

    /// <summary>The added tokens; one that is also in the vocabulary has its id from there, of equal contents the last counts.</summary>
    public static List<AddedToken> Read(JsonSection section, IReadOnlyDictionary<string, int> vocabulary)
    {
        if (section.IsNull)
            return [];
        if (section.Element.ValueKind != JsonValueKind.Array)
            throw new TokenizerFormatException($"added_tokens is {section.Element.ValueKind}; expected an array.");
        var count = section.Element.GetArrayLength();
        var byContent = new Dictionary<string, AddedToken>(count);
        var index = 0;
        foreach (var element in section.Element.EnumerateArray())
        {
            var item = new JsonSection(element, $"added_tokens[{index++}]");
            var content = item.Text("content");
            if (content.Length == 0)
                continue;
            if (content.Length > LongestContent)
                throw new TokenizerFormatException($"{item.Path}.content has {content.Length} characters; at most {LongestContent} are supported.");
            var id = vocabulary.TryGetValue(content, out var known) ? known : TokenTable.CheckId(item.Integer("id"), content, vocabulary.Count + count);
            var special = item.Flag("special");
            byContent[content] = new AddedToken(
                id, content, special, item.Flag("normalized", !special), item.Flag("lstrip"), item.Flag("rstrip"), item.Flag("single_word"));
        }

        return [.. byContent.Values];
    }
}
