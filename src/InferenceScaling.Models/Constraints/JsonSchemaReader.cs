using System.Text.Encodings.Web;
using System.Text.Json;

namespace InferenceScaling.Models.Constraints;

/// <summary>Reads JSON schemas as expressions. Recursion is bounded by the depth of the document, which the parser bounds.</summary>
internal static class JsonSchemaReader
{
    /// <summary>Levels of objects and arrays where a schema says nothing about the value.</summary>
    private const int AnyDepth = 2;

    private static readonly string[] Annotations = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "$schema", "$id", "$comment"];
    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>Reads a schema.</summary>
    /// <exception cref="ArgumentException">It is malformed or uses something not supported.</exception>
    public static Expression Read(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.True)
            return JsonExpressions.Any(AnyDepth);
        if (schema.ValueKind != JsonValueKind.Object)
            throw Invalid(schema, "a schema", "an object or true");
        if (schema.TryGetProperty("const", out var constant))
            return Values(schema, [constant], "const");
        if (schema.TryGetProperty("enum", out var values))
            return Values(schema, values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0 ? values.EnumerateArray() : throw Invalid(values, "enum", "an array of at least one value"), "enum");
        if (schema.TryGetProperty("anyOf", out var options))
            return Options(schema, options);
        if (!schema.TryGetProperty("type", out var type))
        {
            CheckKeywords(schema, []);
            return JsonExpressions.Any(AnyDepth);
        }

        var names = JsonSchemaTypes.Names(type);
        CheckKeywords(schema, ["type", .. names.SelectMany(Keywords)]);
        return names.Count == 1 ? OfType(schema, names[0]) : new ChoiceExpression([.. names.Select(name => OfType(schema, name))]);
    }

    private static Expression OfType(JsonElement schema, string type) => type switch
    {
        "object" => Object(schema),
        "array" => Array(schema),
        "string" => JsonSchemaTypes.Bounded(schema, "minLength", "maxLength", JsonExpressions.String),
        "number" => JsonExpressions.Number,
        "integer" => JsonExpressions.Integer,
        "boolean" => JsonExpressions.Boolean,
        "null" => JsonExpressions.Null,
        _ => throw new ArgumentException($"The schema has the type \"{type}\"; expected one of {string.Join(", ", Types)}."),
    };

    private static Expression Array(JsonElement schema)
    {
        var item = schema.TryGetProperty("items", out var items) ? Read(items) : JsonExpressions.Any(AnyDepth - 1);
        return JsonSchemaTypes.Bounded(schema, "minItems", "maxItems", (least, most) => JsonExpressions.Array(item, least, most));
    }

    private static Expression Object(JsonElement schema)
    {
        var required = Required(schema);
        if (schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Object))
            throw Invalid(additional, "additionalProperties", "true, false or a schema");
        if (!schema.TryGetProperty("properties", out var properties))
        {
            if (required.Count > 0)
                throw new ArgumentException($"The schema requires the property \"{required.First()}\" and does not describe it; add it to properties.");
            return additional.ValueKind switch
            {
                JsonValueKind.False => JsonExpressions.Literal("{}"),
                JsonValueKind.Object => throw Invalid(additional, "additionalProperties", "true or false where there are no properties"),
                _ => JsonExpressions.AnyObject(AnyDepth),
            };
        }

        if (properties.ValueKind != JsonValueKind.Object)
            throw Invalid(properties, "properties", "an object");
        var members = new List<(Expression, bool)>();
        foreach (var property in properties.EnumerateObject())
        {
            var name = '"' + JsonEncodedText.Encode(property.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() + '"';
            members.Add((new SequenceExpression([JsonExpressions.Literal(name), JsonExpressions.Colon, Read(property.Value)]), required.Remove(property.Name)));
        }

        return required.Count == 0
            ? new ObjectExpression(members)
            : throw new ArgumentException($"The schema requires the property \"{required.First()}\" and does not describe it; add it to properties.");
    }

    private static HashSet<string> Required(JsonElement schema)
    {
        if (!schema.TryGetProperty("required", out var required))
            return [];
        if (required.ValueKind != JsonValueKind.Array || required.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw Invalid(required, "required", "an array of names");
        return [.. required.EnumerateArray().Select(name => name.GetString()!)];
    }

    private static ChoiceExpression Values(JsonElement schema, IEnumerable<JsonElement> values, string keyword)
    {
        CheckKeywords(schema, ["type", keyword]);
        var types = schema.TryGetProperty("type", out var type) ? JsonSchemaTypes.Names(type) : null;
        var texts = values.Where(value => types is null || types.Any(name => JsonSchemaTypes.IsOf(value, name))).Select(JsonSchemaTypes.Compact).ToArray();
        if (texts.Length == 0)
            throw Invalid(schema.GetProperty(keyword), keyword, "a value of the type beside it");
        return new([.. texts.Select(JsonExpressions.Literal)]);
    }

    private static ChoiceExpression Options(JsonElement schema, JsonElement options)
    {
        CheckKeywords(schema, ["anyOf"]);
        if (options.ValueKind != JsonValueKind.Array || options.GetArrayLength() == 0)
            throw Invalid(options, "anyOf", "an array of at least one schema");
        return new([.. options.EnumerateArray().Select(Read)]);
    }

    private static IEnumerable<string> Keywords(string type) => type switch
    {
        "object" => ["properties", "required", "additionalProperties"],
        "array" => ["items", "minItems", "maxItems"],
        "string" => ["minLength", "maxLength"],
        _ => [],
    };

    private static void CheckKeywords(JsonElement schema, IReadOnlyCollection<string> known)
    {
        foreach (var property in schema.EnumerateObject())
        {
            if (!known.Contains(property.Name) && !Annotations.Contains(property.Name))
                throw new ArgumentException($"The schema has the keyword \"{property.Name}\", which is not supported here; expected {(known.Count == 0 ? "a type" : string.Join(", ", known))} and annotations only.");
        }
    }

    private static ArgumentException Invalid(JsonElement found, string keyword, string expected) =>
        new($"The schema has {JsonSchemaTypes.Excerpt(found)} as {keyword}; expected {expected}.");
}
