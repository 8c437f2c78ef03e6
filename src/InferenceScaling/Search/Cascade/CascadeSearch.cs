using System.Globalization;
using InferenceScaling.Paths;
using InferenceScaling.Selection;

namespace InferenceScaling.Search.Cascade;

/// <summary>
/// A cascade of models (Chen, Zaharia and Zou 2023, "FrugalGPT"; Yue et al. 2023, "Large Language Model Cascades with Mixture of Thought Representations").
/// The cheap model answers; only where its answers disagree is the next model asked:
/// most questions are easy, and easy ones need no large model.
/// </summary>
/// <remarks>The answers of the last model that was asked decide. A verifier's score can stand in for agreement through the reasoner's selection.</remarks>
/// <param name="options">Valid options.</param>
public sealed class CascadeSearch(CascadeOptions options) : SearchStrategy
{
    private readonly IStepGenerator?[] _generators = (options ?? throw new ArgumentNullException(nameof(options))).Generators is { Count: > 0 } generators
        ? [null, .. generators]
        : throw new ArgumentException($"A cascade needs {nameof(CascadeOptions.Generators)}: at least one model to ask after the reasoner's own.", nameof(options));

    private readonly SearchStrategy _strategy = options.Strategy;
    private readonly double _confidence = options.Confidence;

    /// <inheritdoc/>
    public override string Name => $"cascade of {_strategy.Name}";

    /// <inheritdoc/>
    public override bool RequiresVerifier => _strategy.RequiresVerifier;

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => _strategy.DefaultSelector;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        for (var model = 0; model < _generators.Length; model++)
        {
            var candidates = await search.RunInsideAsync(_strategy, _generators[model]).ConfigureAwait(false);
            if (candidates.Any(candidate => candidate.Answer is not null))
                search.SelectFrom(candidates);
            if (search.ShouldStop || model == _generators.Length - 1)
                return;
            var confidence = search.Select(candidates)?.Confidence;
            search.Explain(Describe(model, confidence));
            if (confidence >= _confidence)
                return;
        }
    }

    private string Describe(int model, double? confidence) => string.Create(
        CultureInfo.InvariantCulture,
        $"model {model + 1} of {_generators.Length}: {(confidence is { } found ? string.Create(CultureInfo.InvariantCulture, $"confidence {100 * found:0.0} %") : "no answer")}, {(confidence >= _confidence ? "stopped" : "went on")}: {100 * _confidence:0.0} % is enough");
}
