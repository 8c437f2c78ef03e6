using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.SelfConsistency;

[OptionsValidator]
internal sealed partial class SelfConsistencyOptionsValidator : IValidateOptions<SelfConsistencyOptions>;
