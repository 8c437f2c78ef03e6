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

    /// <summary>Settings of another type. Only the type changes: what this library does not know about a model must survive.</summary>
    public static byte[] WithType(byte[] settings, TensorType type)
    {
        var root = JsonNode.Parse(settings)!.AsObject();
        root[root.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = NameOf(type);
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
