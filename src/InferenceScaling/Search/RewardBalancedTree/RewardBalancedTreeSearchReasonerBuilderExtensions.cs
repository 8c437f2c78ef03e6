using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.RewardBalancedTree;

/// <summary>Adds reward-balanced tree search to a reasoner.</summary>
public static class RewardBalancedTreeSearchReasonerBuilderExtensions
{
    /// <summary>Grows a tree whose width follows the verifier's scores.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseRewardBalancedTreeSearch(this ReasonerBuilder builder, Action<RewardBalancedTreeSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new RewardBalancedTreeSearch(options), new RewardBalancedTreeSearchOptionsValidator(), configure);
    }

    /// <summary>Grows a tree whose width follows the verifier's scores, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="RewardBalancedTreeSearchOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseRewardBalancedTreeSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new RewardBalancedTreeSearch(options), new RewardBalancedTreeSearchOptionsValidator(), optionsName);
    }
}
