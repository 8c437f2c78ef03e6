using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.DiverseVerifierTree;

[OptionsValidator]
internal sealed partial class DiverseVerifierTreeSearchOptionsValidator : IValidateOptions<DiverseVerifierTreeSearchOptions>;
