using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Paths;
using InferenceScaling.Search;
using InferenceScaling.Selection;

namespace InferenceScaling.Allocation.Routing;

/// <summary>
/// Chooses a strategy and its width for each request (Snell et al. 2024, "Scaling LLM Test-Time Compute Optimally").
/// A few samples, or the model's own state, show how hard the question is; a policy that was measured or learned says what pays at that difficulty.
/// One strategy for all questions is too much for the easy ones and the wrong one for the hard ones.
/// </summary>
/// <remarks>The samples of the probe are candidates like those of the chosen arm. The choice and its reason are in <see cref="Reasoning.ReasoningResult.Notes"/>.</remarks>
public sealed class RoutedSearch : SearchStrategy
{
    private readonly StrategyArm[] _arms;
    private readonly IArmPolicy _policy;
    private readonly RoutedSearchOptions _options;

    /// <summary>A routed search.</summary>
    /// <param name="options">Valid options.</param>
    /// <exception cref="ArgumentException">There are no arms, two have one name, the policy is missing or does not know them, or an arm answers at once without a probe.</exception>
    public RoutedSearch(RoutedSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _policy = options.Policy ?? throw new ArgumentException($"A routed search needs a {nameof(RoutedSearchOptions.Policy)} that chooses the arm.", nameof(options));
        _arms = options.Arms is { Count: > 0 } arms ? [.. arms] : throw new ArgumentException($"A routed search needs {nameof(RoutedSearchOptions.Arms)}: at least one.", nameof(options));
        if (_arms.GroupBy(static arm => arm.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Count()} arms are named '{twice.Key}'; give each a name of its own.", nameof(options));
        if (_options.ProbeSamples == 0 && _arms.Contains(StrategyArm.AnswerNow))
            throw new ArgumentException($"'{StrategyArm.AnswerNow.Name}' needs samples to answer from; set {nameof(RoutedSearchOptions.ProbeSamples)}.", nameof(options));
        _policy.CheckArms([.. _arms.Select(static arm => arm.Name)]);
    }

    /// <inheritdoc/>
    public override string Name => $"one of {string.Join(", ", _arms.Select(static arm => arm.Name))}";

    /// <inheritdoc/>
    public override bool RequiresVerifier => Array.Exists(_arms, static arm => arm.RequiresVerifier);

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => _arms[0].EffectiveSelector;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        if (_options.ProbeSamples > 0)
            await search.RolloutAsync(search.Root, _options.ProbeSamples).ConfigureAwait(false);
        var prompt = search.Root.Prompt;
        PromptState? state = null;
        if (_options.PromptReader is { } reader)
        {
            state = await search.ReadPromptAsync(reader).ConfigureAwait(false);
            if (state is null)
                return;
        }

        var features = DifficultyFeatures.Of(prompt, search.Candidates, state);
        var choice = _policy.Choose(new()
        {
            Prompt = prompt,
            Random = search.Root.Random,
            Arms = [.. _arms.Select(static arm => arm.Name)],
            Features = [.. features],
            Success = _options.Difficulty?.PredictSuccess(features),
        });
        search.Explain(choice.Reason);
        var arm = _arms[choice.Arm];
        if (!search.ShouldStop)
            await search.RunInsideAsync(arm.Strategy, arm.Generator, selector: arm.EffectiveSelector).ConfigureAwait(false);
        search.SelectFrom(search.Candidates, arm.EffectiveSelector);
    }
}
