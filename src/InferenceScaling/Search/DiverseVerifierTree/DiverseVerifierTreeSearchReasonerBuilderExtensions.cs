using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.DiverseVerifierTree;

/// <summary>Adds diverse verifier tree search to a reasoner.</summary>
public static class DiverseVerifierTreeSearchReasonerBuilderExtensions
{
    /// <summary>Grows independent subtrees, each greedily by the verifier.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseDiverseVerifierTreeSearch(this ReasonerBuilder builder, Action<DiverseVerifierTreeSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new DiverseVerifierTreeSearch(options), new DiverseVerifierTreeSearchOptionsValidator(), configure);
    }

    /// <summary>Grows independent subtrees, each greedily by the verifier, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="DiverseVerifierTreeSearchOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseDiverseVerifierTreeSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new DiverseVerifierTreeSearch(options), new DiverseVerifierTreeSearchOptionsValidator(), optionsName);
    }
}
