using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.BestOfN;

[OptionsValidator]
internal sealed partial class BestOfNOptionsValidator : IValidateOptions<BestOfNOptions>;
