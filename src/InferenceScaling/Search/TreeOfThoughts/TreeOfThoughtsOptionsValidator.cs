using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.TreeOfThoughts;

[OptionsValidator]
internal sealed partial class TreeOfThoughtsOptionsValidator : IValidateOptions<TreeOfThoughtsOptions>;
