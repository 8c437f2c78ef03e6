using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Revision;

/// <summary>Adds sequential revision to a reasoner.</summary>
public static class SequentialRevisionReasonerBuilderExtensions
{
    /// <summary>Lets the model revise its answers in turn.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseSequentialRevision(this ReasonerBuilder builder, Action<SequentialRevisionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SequentialRevisionSearch(options), new SequentialRevisionOptionsValidator(), configure);
    }

    /// <summary>Lets the model revise its answers in turn, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="SequentialRevisionOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseSequentialRevision(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new SequentialRevisionSearch(options), new SequentialRevisionOptionsValidator(), optionsName);
    }
}
