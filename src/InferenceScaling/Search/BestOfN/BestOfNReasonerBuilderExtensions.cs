using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.BestOfN;

/// <summary>Adds best-of-N to a reasoner.</summary>
public static class BestOfNReasonerBuilderExtensions
{
    /// <summary>Answers by the path that the verifier scores highest.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseBestOfN(this ReasonerBuilder builder, Action<BestOfNOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BestOfNSearch(options), new BestOfNOptionsValidator(), configure);
    }

    /// <summary>Answers by the path that the verifier scores highest, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="BestOfNOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseBestOfN(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BestOfNSearch(options), new BestOfNOptionsValidator(), optionsName);
    }
}
