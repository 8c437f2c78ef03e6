using System.Globalization;
using InferenceScaling.Search;
using InferenceScaling.Selection;

namespace InferenceScaling.Allocation.Escalation;

/// <summary>
/// Starts cheap and goes on only while that is worth its cost (Weitzman 1979, "Optimal Search for the Best Alternative"; Chen, Zaharia and Zou 2023, FrugalGPT).
/// Each stage has a reservation value: the probability of a right answer from which on running it no longer pays.
/// The stage with the highest one runs next, while the answer so far is less certain than that.
/// </summary>
/// <remarks>Stages are run in their order; one may be skipped, never run twice. The more certain answer of all stages that ran stands. If one stage needs a verifier, the answers of all are scored, so that they can be compared. The reasoner's stopping rule ends an escalation too.</remarks>
public sealed class EscalatingSearch : SearchStrategy
{
    private readonly EscalationStage[] _stages;
    private readonly EscalationOptions _options;

    /// <summary>An escalating search.</summary>
    /// <param name="options">Valid options.</param>
    /// <exception cref="ArgumentException">There are no stages, or one has a cost or a probability out of its range.</exception>
    public EscalatingSearch(EscalationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _stages = options.Stages is { Count: > 0 } stages ? [.. stages] : throw new ArgumentException($"An escalation needs {nameof(EscalationOptions.Stages)}: at least one.", nameof(options));
        foreach (var stage in _stages)
        {
            if (!(stage.Cost >= 0) || !double.IsFinite(stage.Cost) || !(stage.Rescue is >= 0 and <= 1) || !(stage.Harm is >= 0 and <= 1))
                throw new ArgumentException($"Stage '{stage.Arm.Name}' costs {stage.Cost}, rescues {stage.Rescue} and harms {stage.Harm}; a cost must be 0 or more, and the others 0 to 1.", nameof(options));
        }
    }

    /// <inheritdoc/>
    public override string Name => $"escalation over {string.Join(", ", _stages.Select(static stage => stage.Arm.Name))}";

    /// <inheritdoc/>
    public override bool RequiresVerifier => Array.Exists(_stages, static stage => stage.Arm.RequiresVerifier);

    /// <inheritdoc/>
    public override AnswerSelector DefaultSelector => _stages[0].Arm.EffectiveSelector;

    /// <inheritdoc/>
    public override async Task RunAsync(SearchContext search)
    {
        ArgumentNullException.ThrowIfNull(search);
        var certainty = double.NegativeInfinity;
        for (var stage = 0; stage < _stages.Length;)
        {
            var arm = _stages[stage].Arm;
            var candidates = await search.RunInsideAsync(search.NeedsScores ? new ScoredStrategy(arm.Strategy) : arm.Strategy, arm.Generator, selector: arm.EffectiveSelector).ConfigureAwait(false);
            if (arm.EffectiveSelector.Select(candidates, search.Seed) is { } choice)
            {
                var found = _options.Confidence(choice, candidates);
                if (!(found is >= 0 and <= 1))
                    throw new InvalidOperationException($"{nameof(EscalationOptions.Confidence)} gave {found} after '{arm.Name}'; a probability must be 0 to 1.");
                if (found >= certainty)
                {
                    certainty = found;
                    search.SelectFrom(candidates, arm.EffectiveSelector);
                }
            }

            if (search.ShouldStop || stage == _stages.Length - 1)
                return;
            var next = BestAfter(stage);
            var (known, reservation) = (Math.Max(0, certainty), _stages[next].Reservation(_options.Value));
            search.Explain(Describe(stage, next, known, reservation));
            if (known >= reservation)
                return;
            stage = next;
        }
    }

    // The first among equals.
    private int BestAfter(int stage)
    {
        var best = stage + 1;
        for (var other = best + 1; other < _stages.Length; other++)
            best = _stages[other].Reservation(_options.Value) > _stages[best].Reservation(_options.Value) ? other : best;
        return best;
    }

    private string Describe(int stage, int next, double known, double reservation) => string.Create(
        CultureInfo.InvariantCulture,
        $"stage {stage + 1} of {_stages.Length}, {_stages[stage].Arm.Name}: P(right) = {100 * known:0.0} %, {(known >= reservation ? "stopped" : "went on")}: {_stages[next].Arm.Name} pays below {100 * Math.Max(0, reservation):0.0} %");
}
