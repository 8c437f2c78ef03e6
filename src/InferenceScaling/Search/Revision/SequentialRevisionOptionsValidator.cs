using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Revision;

[OptionsValidator]
internal sealed partial class SequentialRevisionOptionsValidator : IValidateOptions<SequentialRevisionOptions>;
