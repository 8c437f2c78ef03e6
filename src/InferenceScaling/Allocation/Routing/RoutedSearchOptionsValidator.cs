using Microsoft.Extensions.Options;

namespace InferenceScaling.Allocation.Routing;

[OptionsValidator]
internal sealed partial class RoutedSearchOptionsValidator : IValidateOptions<RoutedSearchOptions>;
