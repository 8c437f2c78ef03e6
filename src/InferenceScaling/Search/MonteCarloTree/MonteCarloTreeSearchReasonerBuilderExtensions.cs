using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.MonteCarloTree;

/// <summary>Adds Monte Carlo tree search to a reasoner.</summary>
public static class MonteCarloTreeSearchReasonerBuilderExtensions
{
    /// <summary>Grows a tree where an upper confidence bound promises most.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseMonteCarloTreeSearch(this ReasonerBuilder builder, Action<MonteCarloTreeSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new MonteCarloTreeSearch(options), new MonteCarloTreeSearchOptionsValidator(), configure);
    }

    /// <summary>Grows a tree where an upper confidence bound promises most, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="MonteCarloTreeSearchOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseMonteCarloTreeSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new MonteCarloTreeSearch(options), new MonteCarloTreeSearchOptionsValidator(), optionsName);
    }
}
