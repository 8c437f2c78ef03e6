using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>post_processor</c>, as far as it concerns single sequences.</summary>
internal static class PostProcessorJson
{
    public static SequenceTemplate Read(JsonSection section, int vocabularySize) => section.IsNull ? SequenceTemplate.Empty : section.Type switch
    {
        "TemplateProcessing" => ReadTemplate(section, vocabularySize),
        "ByteLevel" => SequenceTemplate.Empty,
        "BertProcessing" or "RobertaProcessing" => new SequenceTemplate([Pair(section, "cls", vocabularySize)], [Pair(section, "sep", vocabularySize)]),
        "Sequence" => section.Items("processors").Aggregate(SequenceTemplate.Empty, (inner, outer) => inner.Within(Read(outer, vocabularySize))),
        _ => throw section.Unsupported("post-processor", "TemplateProcessing", "ByteLevel", "BertProcessing", "RobertaProcessing", "Sequence"),
    };

    private static SequenceTemplate ReadTemplate(JsonSection section, int vocabularySize)
    {
        var (prefix, suffix, sequences) = (new List<int>(), new List<int>(), 0);
        foreach (var item in section.Items("single"))
        {
            if (!item.Section("Sequence").IsNull)
                sequences++;
            else
                (sequences == 0 ? prefix : suffix).AddRange(SpecialToken(section, item.Section("SpecialToken").Text("id"), vocabularySize));
        }

        return sequences == 1
            ? new SequenceTemplate([.. prefix], [.. suffix])
            : throw new TokenizerFormatException($"{section.Path}.single has {sequences} sequences; expected exactly one.");
    }

    private static List<int> SpecialToken(JsonSection section, string name, int vocabularySize)
    {
        var token = section.Section("special_tokens").Section(name);
        if (token.IsNull)
            throw new TokenizerFormatException($"{section.Path}.special_tokens has no '{Excerpt.Of(name)}', which the template uses.");
        return [.. token.Items("ids").Select(id => Id(id.Element, name, vocabularySize))];
    }

    private static int Pair(JsonSection section, string name, int vocabularySize)
        => section.Items(name).Select(item => item.Element).ToArray() is [{ ValueKind: JsonValueKind.String } token, var id]
            ? Id(id, token.GetString()!, vocabularySize)
            : throw new TokenizerFormatException($"{section.Path}.{name} is not a pair of token and id.");

    private static int Id(JsonElement element, string token, int vocabularySize)
        => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var id)
            ? TokenTable.CheckId(id, token, vocabularySize)
            : throw new TokenizerFormatException($"The template's id of '{Excerpt.Of(token)}' is not an integer.");
}
