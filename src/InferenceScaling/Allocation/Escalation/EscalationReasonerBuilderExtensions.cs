using InferenceScaling.Reasoning;

namespace InferenceScaling.Allocation.Escalation;

/// <summary>Adds an escalation to a reasoner.</summary>
public static class EscalationReasonerBuilderExtensions
{
    /// <summary>Starts cheap and moves on, to more samples, a search or a stronger model, only while the expected gain is worth its cost.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseEscalation(this ReasonerBuilder builder, Action<EscalationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.Use(static options => new EscalatingSearch(options), new EscalationOptionsValidator(), configure);
    }
}
