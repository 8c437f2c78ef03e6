using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Particles;

[OptionsValidator]
internal sealed partial class ParticleGibbsOptionsValidator : IValidateOptions<ParticleGibbsOptions>;
