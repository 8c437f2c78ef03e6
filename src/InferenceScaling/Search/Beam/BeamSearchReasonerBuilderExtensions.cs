using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Beam;

/// <summary>Adds beam search over steps to a reasoner.</summary>
public static class BeamSearchReasonerBuilderExtensions
{
    /// <summary>Grows paths level by level and keeps those that the verifier scores highest.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseBeamSearch(this ReasonerBuilder builder, Action<BeamSearchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BeamSearch(options), new BeamSearchOptionsValidator(), configure);
    }

    /// <summary>Grows paths level by level and keeps those that the verifier scores highest, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="BeamSearchOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseBeamSearch(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BeamSearch(options), new BeamSearchOptionsValidator(), optionsName);
    }
}
