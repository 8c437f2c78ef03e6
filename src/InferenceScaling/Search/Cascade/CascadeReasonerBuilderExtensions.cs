using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Cascade;

/// <summary>Adds a cascade of models to a reasoner.</summary>
public static class CascadeReasonerBuilderExtensions
{
    /// <summary>Answers with a cheap model first and asks a larger one only where the cheap one disagrees with itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseCascade(this ReasonerBuilder builder, Action<CascadeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new CascadeSearch(options), new CascadeOptionsValidator(), configure);
    }

    /// <summary>Answers with a cheap model first and asks a larger one only where the cheap one disagrees with itself, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="CascadeOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseCascade(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new CascadeSearch(options), new CascadeOptionsValidator(), optionsName);
    }
}
