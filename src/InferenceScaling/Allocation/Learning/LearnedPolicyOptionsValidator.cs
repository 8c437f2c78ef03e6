using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Learning;

[OptionsValidator]
internal sealed partial class LearnedPolicyOptionsValidator : IValidateOptions<LearnedPolicyOptions>;
