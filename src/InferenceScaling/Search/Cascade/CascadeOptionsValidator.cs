using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Cascade;

[OptionsValidator]
internal sealed partial class CascadeOptionsValidator : IValidateOptions<CascadeOptions>;
