using System.Text.Json.Serialization;

namespace InferenceScaling.Evaluation.Frontiers;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FrontierData))]
[JsonSerializable(typeof(FrontierOutcome))]
[JsonSerializable(typeof(FrontierResultsHeader))]
internal sealed partial class FrontierJsonContext : JsonSerializerContext;
