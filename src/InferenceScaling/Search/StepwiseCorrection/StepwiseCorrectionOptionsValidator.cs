using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.StepwiseCorrection;

[OptionsValidator]
internal sealed partial class StepwiseCorrectionOptionsValidator : IValidateOptions<StepwiseCorrectionOptions>;
