using System.Globalization;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Compares a metadata value with a JSON description: a text, or an object with type, element type and value. 64-bit numbers may be JSON strings.</summary>
internal static class MetadataCheck
{
    public static void Run(GgufMetadata metadata, string key, JsonElement expected)
    {
        var value = metadata[key];
        if (expected.ValueKind == JsonValueKind.String)
        {
            Same(key, value.AsString(), expected.GetString());
            return;
        }

        var content = expected.GetProperty("value");
        Same(key, TypeName(value.Type), expected.GetProperty("type").GetString());
        if (value.Type == GgufValueType.Array)
        {
            Same(key, TypeName(value.AsArray().ElementType), expected.GetProperty("element").GetString());
            CheckArray(key, value.AsArray(), content);
        }
        else if (value.Type == GgufValueType.String)
        {
            Same(key, value.AsString(), content.GetString());
        }
        else
        {
            CheckScalar(key, value, content);
        }
    }

    private static void CheckArray(string key, GgufArray array, JsonElement content)
    {
        Same(key, array.Count, content.GetArrayLength());
        var texts = array.ElementType == GgufValueType.String ? array.ToStrings() : null;
        for (var i = 0; i < array.Count; i++)
        {
            if (texts is null)
            {
                CheckScalar($"{key}[{i}]", array.GetScalar(i), content[i]);
                continue;
            }

            Same($"{key}[{i}]", texts[i], content[i].GetString());
            Same($"{key}[{i}]", array.GetString(i), content[i].GetString());
        }
    }

    private static void CheckScalar(string key, GgufValue value, JsonElement content)
    {
        var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();
        switch (value.Type)
        {
            case GgufValueType.Bool: Same(key, value.AsBoolean(), content.GetBoolean()); break;
            case GgufValueType.UInt64: Same(key, value.AsUInt64(), ulong.Parse(text, CultureInfo.InvariantCulture)); break;
            case GgufValueType.Float32 or GgufValueType.Float64: Same(key, value.AsDouble(), double.Parse(text, CultureInfo.InvariantCulture)); break;
            default: Same(key, value.AsInt64(), long.Parse(text, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void Same<T>(string key, T found, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(found, expected))
            throw new ConformanceException($"'{key}' is {found}, not {expected}");
    }

    private static string TypeName(GgufValueType type) => type.ToString().ToUpperInvariant();
}
