using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Revision;

/// <summary>Adds budget forcing to a reasoner.</summary>
public static class BudgetForcingReasonerBuilderExtensions
{
    /// <summary>Makes the model think for at least and at most a number of tokens.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UseBudgetForcing(this ReasonerBuilder builder, Action<BudgetForcingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BudgetForcingSearch(options), new BudgetForcingOptionsValidator(), configure);
    }

    /// <summary>Makes the model think for at least and at most a number of tokens, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="BudgetForcingOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UseBudgetForcing(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new BudgetForcingSearch(options), new BudgetForcingOptionsValidator(), optionsName);
    }
}
