using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.Portfolio;

[OptionsValidator]
internal sealed partial class PortfolioOptionsValidator : IValidateOptions<PortfolioOptions>;
