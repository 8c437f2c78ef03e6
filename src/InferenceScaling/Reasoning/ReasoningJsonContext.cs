using System.Text.Json.Serialization;

namespace InferenceScaling.Reasoning;

/// <summary>Writes results as JSON without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReasoningResult))]
internal sealed partial class ReasoningJsonContext : JsonSerializerContext;
