using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Batching;

[OptionsValidator]
internal sealed partial class BatchOptionsValidator : IValidateOptions<BatchOptions>;
