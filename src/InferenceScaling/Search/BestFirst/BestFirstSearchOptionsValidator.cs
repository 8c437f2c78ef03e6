using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.BestFirst;

[OptionsValidator]
internal sealed partial class BestFirstSearchOptionsValidator : IValidateOptions<BestFirstSearchOptions>;
