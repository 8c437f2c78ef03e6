using System.Text.Json.Serialization;

namespace InferenceScaling.Allocation.Difficulty;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DifficultyModelData))]
internal sealed partial class DifficultyJsonContext : JsonSerializerContext;
