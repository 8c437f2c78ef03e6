using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Beam;

[OptionsValidator]
internal sealed partial class BeamSearchOptionsValidator : IValidateOptions<BeamSearchOptions>;
