using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Deliberation;

/// <summary>Adds multi-agent debate to a reasoner.</summary>
public static class DebateReasonerBuilderExtensions
{
    /// <summary>Lets several paths read one another's answers and reconsider.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseDebate(this ReasonerBuilder builder, Action<DebateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new DebateSearch(options), new DebateOptionsValidator(), configure);
    }

    /// <summary>Lets several paths read one another's answers and reconsider, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="DebateOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseDebate(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new DebateSearch(options), new DebateOptionsValidator(), optionsName);
    }
}
