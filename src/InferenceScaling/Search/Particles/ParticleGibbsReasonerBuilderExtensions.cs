using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Particles;

/// <summary>Adds particle Gibbs to a reasoner.</summary>
public static class ParticleGibbsReasonerBuilderExtensions
{
    /// <summary>Repeats a particle filter, each time with references drawn from the one before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseParticleGibbs(this ReasonerBuilder builder, Action<ParticleGibbsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new ParticleGibbsSearch(options), new ParticleGibbsOptionsValidator(), configure);
    }

    /// <summary>Repeats a particle filter, each time with references drawn from the one before, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="ParticleGibbsOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseParticleGibbs(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new ParticleGibbsSearch(options), new ParticleGibbsOptionsValidator(), optionsName);
    }
}
