using System.Text.Json.Serialization;

namespace AllocationStudy;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PooledProblem))]
internal sealed partial class PoolJsonContext : JsonSerializerContext;
