using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Deliberation;

/// <summary>Adds universal self-consistency to a reasoner.</summary>
public static class UniversalSelfConsistencyReasonerBuilderExtensions
{
    /// <summary>Lets the model pick the most consistent of its own answers.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseUniversalSelfConsistency(this ReasonerBuilder builder, Action<UniversalSelfConsistencyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new UniversalSelfConsistencySearch(options), new UniversalSelfConsistencyOptionsValidator(), configure);
    }

    /// <summary>Lets the model pick the most consistent of its own answers, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="UniversalSelfConsistencyOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseUniversalSelfConsistency(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new UniversalSelfConsistencySearch(options), new UniversalSelfConsistencyOptionsValidator(), optionsName);
    }
}
