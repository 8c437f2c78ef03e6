using System.Text.Json.Serialization;

namespace InferenceScaling.Verification.Remote;

/// <summary>Writes requests and reads replies without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StepListFormat.Request), TypeInfoPropertyName = "StepListRequest")]
[JsonSerializable(typeof(StepListFormat.Reply), TypeInfoPropertyName = "StepListReply")]
[JsonSerializable(typeof(TextRequest))]
[JsonSerializable(typeof(ClassificationFormat.Reply), TypeInfoPropertyName = "ClassificationReply")]
[JsonSerializable(typeof(PoolingFormat.Reply), TypeInfoPropertyName = "PoolingReply")]
internal sealed partial class RemoteJsonContext : JsonSerializerContext;
