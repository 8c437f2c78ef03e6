using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Deliberation;

[OptionsValidator]
internal sealed partial class DebateOptionsValidator : IValidateOptions<DebateOptions>;
