using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.MonteCarloTree;

[OptionsValidator]
internal sealed partial class MonteCarloTreeSearchOptionsValidator : IValidateOptions<MonteCarloTreeSearchOptions>;
