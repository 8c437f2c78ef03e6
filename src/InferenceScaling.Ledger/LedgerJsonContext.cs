using System.Text.Json.Serialization;

namespace InferenceScaling.Ledger;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerProblem))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
