using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.StepwiseCorrection;

/// <summary>Adds stepwise correction to a reasoner.</summary>
public static class StepwiseCorrectionReasonerBuilderExtensions
{
    /// <summary>Regenerates steps that the verifier rejects and steps back where that does not help.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseStepwiseCorrection(this ReasonerBuilder builder, Action<StepwiseCorrectionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new StepwiseCorrectionSearch(options), new StepwiseCorrectionOptionsValidator(), configure);
    }

    /// <summary>Regenerates steps that the verifier rejects and steps back where that does not help, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="StepwiseCorrectionOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseStepwiseCorrection(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new StepwiseCorrectionSearch(options), new StepwiseCorrectionOptionsValidator(), optionsName);
    }
}
