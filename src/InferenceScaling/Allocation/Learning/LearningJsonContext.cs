using System.Text.Json.Serialization;

namespace InferenceScaling.Allocation.Learning;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LearnedPolicyState))]
[JsonSerializable(typeof(LoggedDecision))]
internal sealed partial class LearningJsonContext : JsonSerializerContext;
