using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>An object of a tokenizer.json with its place, for messages.</summary>
/// <param name="Element">The JSON value.</param>
/// <param name="Path">Where it is, such as <c>pre_tokenizer.pretokenizers[0]</c>.</param>
internal readonly record struct JsonSection(JsonElement Element, string Path)
{
    public bool IsNull => Element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>The component's name.</summary>
    public string Type => Text("type");

    /// <summary>A member, or a null section.</summary>
    public JsonSection Section(string name)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Wrong(Path, "an object", Element);
        return new JsonSection(Element.TryGetProperty(name, out var value) ? value : default, $"{Path}.{name}");
    }

    public IEnumerable<JsonSection> Items(string name)
    {
        var list = Section(name);
        if (list.Element.ValueKind != JsonValueKind.Array)
            throw Wrong(list.Path, "an array", list.Element);
        var path = list.Path;
        return list.Element.EnumerateArray().Select((item, index) => new JsonSection(item, $"{path}[{index}]"));
    }

    public string Text(string name) => OptionalText(name) ?? throw Wrong($"{Path}.{name}", "a string", Section(name).Element);

    public string? OptionalText(string name)
    {
        var value = Section(name);
        return value.IsNull ? null : value.Element.ValueKind == JsonValueKind.String ? value.Element.GetString() : throw Wrong(value.Path, "a string", value.Element);
    }

    public bool Flag(string name, bool fallback = false)
    {
        var value = Section(name);
        return value.Element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null or JsonValueKind.Undefined => fallback,
            _ => throw Wrong(value.Path, "true or false", value.Element),
        };
    }

    public long Integer(string name) => Section(name) is var value && value.Element.ValueKind == JsonValueKind.Number && value.Element.TryGetInt64(out var number)
        ? number
        : throw Wrong(value.Path, "an integer", value.Element);

    /// <summary>A string of one UTF-16 unit.</summary>
    public char Character(string name, char? fallback = null)
    {
        var text = OptionalText(name) ?? fallback?.ToString() ?? "";
        return text.Length == 1 ? text[0] : throw new TokenizerFormatException($"{Path}.{name} is '{Excerpt.Of(text)}'; expected one character.");
    }

    public TokenizerFormatException Unsupported(string what, params ReadOnlySpan<string> known)
        => new($"{Path}.type is '{Excerpt.Of(Type)}', which is not a supported {what}. Supported: {string.Join(", ", known)}.");

    private static TokenizerFormatException Wrong(string path, string expected, JsonElement found)
        => new($"{path} is {(found.ValueKind == JsonValueKind.Undefined ? "missing" : found.ValueKind.ToString().ToLowerInvariant())}; expected {expected}.");
}
