using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.BestFirst;

/// <summary>Adds best-first search to a reasoner.</summary>
public static class BestFirstSearchReasonerBuilderExtensions
{
    /// <summary>Extends the path with the best score anywhere in the tree.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseBestFirstSearch(this ReasonerBuilder builder, Action<BestFirstSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BestFirstSearch(options), new BestFirstSearchOptionsValidator(), configure);
    }

    /// <summary>Extends the path with the best score anywhere in the tree, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="BestFirstSearchOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseBestFirstSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BestFirstSearch(options), new BestFirstSearchOptionsValidator(), optionsName);
    }
}
