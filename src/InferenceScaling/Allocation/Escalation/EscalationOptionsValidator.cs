using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Escalation;

[OptionsValidator]
internal sealed partial class EscalationOptionsValidator : IValidateOptions<EscalationOptions>;
