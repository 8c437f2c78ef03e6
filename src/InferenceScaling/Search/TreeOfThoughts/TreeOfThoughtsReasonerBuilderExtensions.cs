using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.TreeOfThoughts;

/// <summary>Adds tree of thoughts to a reasoner.</summary>
public static class TreeOfThoughtsReasonerBuilderExtensions
{
    /// <summary>Grows a tree of thoughts that the model itself judges.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseTreeOfThoughts(this ReasonerBuilder builder, Action<TreeOfThoughtsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new TreeOfThoughtsSearch(options), new TreeOfThoughtsOptionsValidator(), configure);
    }

    /// <summary>Grows a tree of thoughts that the model itself judges, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="TreeOfThoughtsOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseTreeOfThoughts(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new TreeOfThoughtsSearch(options), new TreeOfThoughtsOptionsValidator(), optionsName);
    }
}
