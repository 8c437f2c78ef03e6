using System.Text.Json.Serialization;

namespace InferenceScaling.Testing;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecordedStep))]
internal sealed partial class RecordingJsonContext : JsonSerializerContext;
