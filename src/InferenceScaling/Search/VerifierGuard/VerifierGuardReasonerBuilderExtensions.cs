using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.VerifierGuard;

/// <summary>Adds a guard against weak verifiers to a reasoner.</summary>
public static class VerifierGuardReasonerBuilderExtensions
{
    /// <summary>Searches with the verifier if it was measured and is good enough, and votes otherwise.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseVerifierGuard(this ReasonerBuilder builder, Action<VerifierGuardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new VerifierGuardedSearch(options), new VerifierGuardOptionsValidator(), configure);
    }

    /// <summary>Searches with the verifier if it was measured and is good enough, and votes otherwise, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="VerifierGuardOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseVerifierGuard(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new VerifierGuardedSearch(options), new VerifierGuardOptionsValidator(), optionsName);
    }
}
