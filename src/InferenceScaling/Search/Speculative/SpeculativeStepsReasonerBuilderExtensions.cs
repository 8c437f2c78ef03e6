using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Speculative;

/// <summary>Adds speculative step search to a reasoner.</summary>
public static class SpeculativeStepsReasonerBuilderExtensions
{
    /// <summary>Lets a small model draft steps and replaces those that the verifier rejects by steps of the large one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseSpeculativeSteps(this ReasonerBuilder builder, Action<SpeculativeStepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SpeculativeStepSearch(options), new SpeculativeStepOptionsValidator(), configure);
    }

    /// <summary>Lets a small model draft steps and replaces those that the verifier rejects by steps of the large one, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="SpeculativeStepOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseSpeculativeSteps(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SpeculativeStepSearch(options), new SpeculativeStepOptionsValidator(), optionsName);
    }
}
