using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.AdaptiveBranching;

[OptionsValidator]
internal sealed partial class AdaptiveBranchingOptionsValidator : IValidateOptions<AdaptiveBranchingOptions>;
