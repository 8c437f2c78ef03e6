using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Particles;

/// <summary>Adds particle filtering to a reasoner.</summary>
public static class ParticleFilterReasonerBuilderExtensions
{
    /// <summary>Samples paths in proportion to the verifier's odds, by resampling after each step.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseParticleFilter(this ReasonerBuilder builder, Action<ParticleFilterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new ParticleFilterSearch(options), new ParticleFilterOptionsValidator(), configure);
    }

    /// <summary>Samples paths in proportion to the verifier's odds, by resampling after each step, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="ParticleFilterOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseParticleFilter(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new ParticleFilterSearch(options), new ParticleFilterOptionsValidator(), optionsName);
    }
}
