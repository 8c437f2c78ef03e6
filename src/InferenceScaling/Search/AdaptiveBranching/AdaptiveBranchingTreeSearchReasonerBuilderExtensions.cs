using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.AdaptiveBranching;

/// <summary>Adds adaptive-branching tree search to a reasoner.</summary>
public static class AdaptiveBranchingTreeSearchReasonerBuilderExtensions
{
    /// <summary>Grows a tree and decides by Thompson sampling whether to go wider or deeper.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseAdaptiveBranchingTreeSearch(this ReasonerBuilder builder, Action<AdaptiveBranchingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new AdaptiveBranchingTreeSearch(options), new AdaptiveBranchingOptionsValidator(), configure);
    }

    /// <summary>Grows a tree and decides by Thompson sampling whether to go wider or deeper, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="AdaptiveBranchingOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseAdaptiveBranchingTreeSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new AdaptiveBranchingTreeSearch(options), new AdaptiveBranchingOptionsValidator(), optionsName);
    }
}
