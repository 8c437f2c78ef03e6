using InferenceScaling.Selection;

namespace InferenceScaling.Search.Portfolio;

/// <summary>
/// A portfolio of strategies (Huberman, Lukose and Hogg 1997, "An Economics Approach to Hard Computational Problems").
/// Several strategies run side by side under one budget and their candidates are pooled:
/// insurance where it is not known which strategy suits the question, and diversity where one strategy would collapse onto one idea.
/// </summary>
/// <remarks>Each strategy gets an equal share of the budget; what one leaves over is not given to the others.</remarks>
/// <param name="options">Valid options.</param>
public sealed class PortfolioSearch(PortfolioOptions options) : SearchStrategy
{
    private readonly SearchStrategy[] _strategies = (options ?? throw new ArgumentNullException(nameof(options))).Strategies is { Count: > 0 } strategies
        ? [.. strategies]
        : throw new ArgumentException($"A portfolio needs {nameof(PortfolioOptions.Strategies)}: at least one.", nameof(options));

    /// <inheritdoc/>
    public override string Name => $"portfolio of {string.Join(", ", _strategies.Select(strategy => strategy.Name).Distinct())}";

    /// <inheritdoc/>
    public override bool RequiresVerifier => Array.Exists(_strategies, strategy => strategy.RequiresVerifier);

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => RequiresVerifier ? AnswerSelector.WeightedVote : AnswerSelector.Majority;

    /// <inheritdoc/>
    public override Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.RunTogetherAsync(_strategies);
    }
}
