using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Speculative;

[OptionsValidator]
internal sealed partial class SpeculativeStepOptionsValidator : IValidateOptions<SpeculativeStepOptions>;
