using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Saving;

/// <summary>The one layout of all JSON that is saved, so that the same settings give the same bytes on every system.</summary>
internal static class SavedJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    public static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyCollection<int> ids)
    {
        if (ids.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    /// <summary>Settings of another type and quantisation. Only these change: what this library does not know about a model must survive.</summary>
    /// <param name="settings">A config.json.</param>
    /// <param name="type">The type of what is not quantised.</param>
    /// <param name="quantization">How the rest is quantised; null where nothing is.</param>
    public static byte[] WithType(byte[] settings, TensorType type, JsonObject? quantization = null)
    {
        var root = JsonNode.Parse(settings)!.AsObject();
        root[root.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = NameOf(type);
        root.Remove("quantization_config");
        if (quantization is not null)
            root["quantization_config"] = quantization;
        return Write(json => WriteMembers(json, root));
    }

    /// <summary>Writes what an object holds.</summary>
    public static void WriteMembers(Utf8JsonWriter json, JsonObject root)
    {
        foreach (var (name, value) in root)
        {
            json.WritePropertyName(name);
            if (value is null)
                json.WriteNullValue();
            else
                value.WriteTo(json);
        }
    }

    /// <summary>PyTorch's name of a type.</summary>
    public static string NameOf(TensorType type) => type switch { TensorType.F16 => "float16", TensorType.BF16 => "bfloat16", _ => "float32" };
}
