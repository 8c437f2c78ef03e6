using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads settings of a config.json with ranges; every complaint names file, field, what was found and what was expected.</summary>
/// <param name="json">The object with the settings.</param>
/// <param name="location">The file, for messages.</param>
/// <param name="path">Where the object sits in the file, such as <c>rope_scaling.</c>; empty for the root.</param>
internal sealed class ConfigReader(JsonElement json, string location, string path = "")
{
    public string Location => location;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether the field is there, even if null.</summary>
    public bool Mentions(string name) => json.TryGetProperty(name, out _);

    public int Integer(string name, int minimum, int maximum, int? fallback = null)
    {
        if (Find(name) is not { } value)
            return fallback ?? throw Missing(name, $"an integer from {minimum} to {maximum}");
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || number < minimum)
            throw Wrong(name, value, $"an integer from {minimum} to {maximum}");
        if (number > maximum)
            throw Wrong(name, value, $"an integer from {minimum} to {maximum}", CheckpointDefect.Overflow);
        return (int)number;
    }

    public double Number(string name, double? fallback = null, double minimum = double.MinValue, double maximum = double.MaxValue)
    {
        if (Find(name) is not { } value)
            return fallback ?? throw Missing(name, "a number");
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !(number >= minimum && number <= maximum))
            throw Wrong(name, value, minimum == double.MinValue && maximum == double.MaxValue ? "a number" : $"a number from {minimum} to {maximum}");
        return number;
    }

    /// <summary>A number greater than zero.</summary>
    public double Positive(string name, double? fallback = null) => Number(name, fallback, double.Epsilon, 1e30);

    public bool Boolean(string name, bool fallback) => Find(name) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, value, "true or false"),
    };

    public string Text(string name, string? fallback = null) => Find(name) switch
    {
        null => fallback ?? throw Missing(name, "a string"),
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        { } value => throw Wrong(name, value, "a string"),
    };

    /// <summary>The object under a name, or null where it is absent or null.</summary>
    public ConfigReader? Section(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new(value, location, $"{path}{name}."),
        { } value => throw Wrong(name, value, "an object"),
    };

    /// <summary>The objects of an array.</summary>
    public ImmutableArray<ConfigReader> Sections(string name, int length)
    {
        var index = 0;
        return Elements(name, length, "objects", element => element.ValueKind == JsonValueKind.Object ? new ConfigReader(element, location, $"{path}{name}[{index++}].") : null);
    }

    /// <summary>The members of an object of objects; none where it is absent.</summary>
    public IEnumerable<(string Name, ConfigReader Section)> Sections(string name) => Section(name) is { } section ? section.Members().Select(member => (member, section.Section(member) ?? throw section.Missing(member, "an object"))) : [];

    /// <summary>Names of the members.</summary>
    public IEnumerable<string> Members() => json.EnumerateObject().Select(member => member.Name);

    /// <summary>Number of members of an object, or null where it is absent.</summary>
    public int? MemberCount(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value.GetPropertyCount(),
        { } value => throw Wrong(name, value, "an object"),
    };

    public ImmutableArray<string> Texts(string name, int? length = null) => Elements(name, length, "strings", element => element.ValueKind == JsonValueKind.String ? element.GetString() : null);

    public ImmutableArray<int> Integers(string name, int? length = null) =>
        [.. Elements(name, length, "integers", element => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? (object)number : null).Cast<int>()];

    public ImmutableArray<double> Numbers(string name, int length) =>
        [.. Elements(name, length, "positive numbers", element => element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var number) && number > 0 && double.IsFinite(number) ? (object)number : null).Cast<double>()];

    public CheckpointFormatException Contradiction(string message) => new(CheckpointDefect.Config, $"{location}: {message}");

    /// <summary>A name that is none of the known ones.</summary>
    public CheckpointFormatException Unknown(string name, string known) => Contradiction($"'{path}{name}' is {Describe(Find(name))}; known are {known}.");

    /// <summary>A setting whose meaning is known and not implemented.</summary>
    public CheckpointFormatException Unsupported(string name, string expected) => new(CheckpointDefect.Unsupported, $"{location}: '{path}{name}' is {Describe(Find(name))}, which is not supported; supported: {expected}.");

    private ImmutableArray<T> Elements<T>(string name, int? length, string what, Func<JsonElement, T?> convert)
        where T : class
    {
        if (Find(name) is not { } value)
            throw Missing(name, $"an array of {what}");
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, value, $"an array of {what}");
        if (length is { } expected && value.GetArrayLength() != expected)
            throw Contradiction($"'{path}{name}' has {value.GetArrayLength()} elements; expected {expected}.");
        return [.. value.EnumerateArray().Select(element => convert(element) ?? throw Wrong(name, element, $"an array of {what}"))];
    }

    private JsonElement? Find(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private CheckpointFormatException Missing(string name, string expected) => Contradiction($"'{path}{name}' is missing; expected {expected}.");

    private CheckpointFormatException Wrong(string name, JsonElement found, string expected, CheckpointDefect defect = CheckpointDefect.Config) =>
        new(defect, $"{location}: '{path}{name}' is {Describe(found)}; expected {expected}.");

    private static string Describe(JsonElement? value)
    {
        var text = value?.GetRawText() ?? "absent";
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
