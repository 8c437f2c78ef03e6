using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceScaling.Models.Constraints;

/// <summary>The small parts of JSON schemas.</summary>
internal static class JsonSchemaTypes
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The names that a <c>type</c> holds.</summary>
    public static IReadOnlyList<string> Names(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
            return [type.GetString()!];
        if (type.ValueKind != JsonValueKind.Array || type.GetArrayLength() == 0 || type.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw new ArgumentException($"The schema has {Excerpt(type)} as type; expected a name, or an array of names.");
        return [.. type.EnumerateArray().Select(name => name.GetString()!)];
    }

    /// <summary>Reads a lower and an upper bound and makes an expression with them.</summary>
    public static Expression Bounded(JsonElement schema, string leastName, string mostName, Func<int, int?, Expression> make)
    {
        var least = Count(schema, leastName) ?? 0;
        var most = Count(schema, mostName);
        return most < least ? throw new ArgumentException($"The schema has {leastName} {least} and {mostName} {most}; expected the second to be no less.") : make(least, most);
    }

    /// <summary>Whether a value is of a type.</summary>
    public static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number) == number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new ArgumentException($"The schema has the type \"{type}\"; expected object, array, string, number, integer, boolean or null."),
    };

    /// <summary>A value without white space.</summary>
    public static string Compact(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Relaxed))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>The beginning of a value, for messages.</summary>
    public static string Excerpt(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "…";
    }

    private static int? Count(JsonElement schema, string name)
    {
        if (!schema.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 0 and <= ConstraintLimits.Edges
            ? count
            : throw new ArgumentException($"The schema has {Excerpt(value)} as {name}; expected a whole number from 0 to {ConstraintLimits.Edges:N0}.");
    }
}
