using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.VerifierGuard;

[OptionsValidator]
internal sealed partial class VerifierGuardOptionsValidator : IValidateOptions<VerifierGuardOptions>;
