using Microsoft.Extensions.Options;

namespace InferenceScaling.Search.RewardBalancedTree;

[OptionsValidator]
internal sealed partial class RewardBalancedTreeSearchOptionsValidator : IValidateOptions<RewardBalancedTreeSearchOptions>;
