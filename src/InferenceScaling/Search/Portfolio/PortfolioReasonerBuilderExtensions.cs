using InferenceScaling.Reasoning;

namespace InferenceScaling.Search.Portfolio;

/// <summary>Adds a portfolio of strategies to a reasoner.</summary>
public static class PortfolioReasonerBuilderExtensions
{
    /// <summary>Runs several strategies side by side under one budget.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is out of its range.</exception>
    public static ReasonerBuilder UsePortfolio(this ReasonerBuilder builder, Action<PortfolioOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new PortfolioSearch(options), new PortfolioOptionsValidator(), configure);
    }

    /// <summary>Runs several strategies side by side under one budget, with options by name from the container.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="optionsName">The name under which <see cref="PortfolioOptions"/> are configured; empty for the default options.</param>
    public static ReasonerBuilder UsePortfolio(this ReasonerBuilder builder, string optionsName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use(static options => new PortfolioSearch(options), new PortfolioOptionsValidator(), optionsName);
    }
}
