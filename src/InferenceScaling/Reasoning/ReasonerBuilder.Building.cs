using InferenceScaling.Budgets;
using InferenceScaling.Search;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceScaling.Reasoning;

public sealed partial class ReasonerBuilder
{
    /// <summary>Builds the reasoner.</summary>
    /// <param name="services">Where generators, verifiers, options and middleware come from that were given as functions; null for none.</param>
    /// <exception cref="InvalidOperationException">The parts do not fit; the message says what to add.</exception>
    public IReasoner Build(IServiceProvider? services = null)
    {
        services ??= EmptyServices.Instance;
        var strategy = _strategy(services);
        var selector = _selector ?? strategy.DefaultSelector;
        if (_verifier is null && strategy.RequiresVerifier)
            throw new InvalidOperationException($"{strategy.Name} needs a verifier to score paths; add .WithVerifier(…), or use a strategy that needs none, such as .UseSelfConsistency().");
        if (_verifier is null && selector.RequiresScores)
            throw new InvalidOperationException($"Selection by {selector} needs a verifier to score paths; add .WithVerifier(…), or .SelectBy(AnswerSelector.Majority).");
        if (_verifier is null && _stopping is { RequiresScores: true })
            throw new InvalidOperationException("The stopping rule needs a verifier to score paths; add .WithVerifier(…), or use a rule that counts answers, such as .StopWhen(Stop.AdaptiveConsistency()).");
        var verifier = _verifier?.Invoke(services) is { } bare ? _verifierWrappers.Aggregate(bare, (inner, wrap) => wrap(inner, services)) : null;
        var generator = _generatorWrappers.Aggregate(_generator(services), (inner, wrap) => wrap(inner, services));
        var meter = new CostMeter(_prices, _energy, RequestBudget.Kinds(_budget, account: null));
        meter.Require(generator, generator.Costs);
        if (verifier is not null)
            meter.Require(verifier, verifier.Costs);
        var readsConfidences = selector.RequiresConfidences || verifier is { RequiresConfidences: true } || _stopping is { RequiresConfidences: true };
        IReasoner reasoner = new SearchReasoner(new()
        {
            Generator = generator,
            Strategy = strategy,
            StrategyOptions = _journal is null ? [] : _strategyOptions(services),
            Journal = _journal?.Invoke(services),
            Selector = selector,
            Stopping = _stopping,
            Batches = _batches,
            Verifier = verifier,
            Aggregation = _aggregation,
            Answers = _answers,
            Steps = readsConfidences && _steps.ConfidenceTokens == 0 ? _steps with { ConfidenceTokens = UsualConfidenceTokens } : _steps,
            Limits = _limits,
            Budget = _budget,
            Prices = _prices,
            Energy = _energy,
            Time = _time ?? services.GetService<TimeProvider>() ?? TimeProvider.System,
        });
        for (var index = _middleware.Count - 1; index >= 0; index--)
            reasoner = _middleware[index](reasoner, services) ?? throw new InvalidOperationException($"Middleware {index + 1} of {_middleware.Count} returned null instead of a reasoner.");
        return reasoner;
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public static EmptyServices Instance { get; } = new();

        public object? GetService(Type serviceType) => null;
    }
}
