using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.SelfConsistency;

/// <summary>Adds self-consistency to a reasoner.</summary>
public static class SelfConsistencyReasonerBuilderExtensions
{
    /// <summary>Answers by the majority of independent paths. Needs nothing but a generator.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseSelfConsistency(this ReasonerBuilder builder, Action<SelfConsistencyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SelfConsistencySearch(options), new SelfConsistencyOptionsValidator(), configure);
    }

    /// <summary>Answers by the majority of independent paths, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="SelfConsistencyOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseSelfConsistency(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SelfConsistencySearch(options), new SelfConsistencyOptionsValidator(), optionsName);
    }
}
