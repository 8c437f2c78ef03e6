using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Particles;

[OptionsValidator]
internal sealed partial class ParticleFilterOptionsValidator : IValidateOptions<ParticleFilterOptions>;
