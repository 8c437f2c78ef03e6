using System.Globalization;
using System.Runtime.CompilerServices;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Stopping;

/// <summary>
/// DeepConf online (Fu et al. 2025, "Deep Think with Confidence"). The first paths set a least confidence; a later path whose
/// group confidence falls below it is abandoned, and the search stops when the confident votes agree.
/// </summary>
/// <remarks>A path is looked at after each step: steps should be much shorter than the group. Pair it with <c>AnswerSelector.ConfidenceVote</c>.</remarks>
public sealed class ConfidenceConsensus : IStoppingRule
{
    private readonly ConfidenceConsensusOptions _options;
    private readonly ConditionalWeakTable<ReasoningPath, StrongBox<double>> _lowest = [];

    /// <summary>The rule of some options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ConfidenceConsensus(ConfidenceConsensusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WarmUp, 1, nameof(options.WarmUp));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GroupSize, 1, nameof(options.GroupSize));
        if (!(options.KeepPercent is > 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(options), options.KeepPercent, "KeepPercent must be above 0 and at most 100.");
        if (!(options.Consensus is > 0.5 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.Consensus, "Consensus must be above 1/2 and at most 1.");
        _options = options;
    }

    /// <inheritdoc/>
    public bool RequiresConfidences => true;

    /// <inheritdoc/>
    public int WarmUp => _options.WarmUp;

    /// <inheritdoc/>
    public StoppingDecision Decide(CandidatePrefix candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count < WarmUp)
            return StoppingDecision.Continue;
        var least = Threshold(candidates);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            if (CandidatePrefix.IsVote(candidate) && Lowest(candidate.Path) is var weight && weight >= least)
                weights[candidate.CanonicalAnswer!] = weights.GetValueOrDefault(candidate.CanonicalAnswer!) + weight;
        }

        var share = weights.Count == 0 ? 0 : weights.Values.Max() / weights.Values.Sum();
        return share >= _options.Consensus
            ? StoppingDecision.StopBecause(string.Create(CultureInfo.InvariantCulture, $"top answer has {100 * share:0.#} % of the confident votes' weight (group confidence at least {least:0.###})"))
            : StoppingDecision.Continue;
    }

    /// <inheritdoc/>
    public bool Abandons(ReasoningPath path, CandidatePrefix candidates)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates.Count >= WarmUp && GroupConfidence.FirstBelow(Newest(path), _options.GroupSize, Threshold(candidates)) is not null;
    }

    private double Threshold(CandidatePrefix candidates)
    {
        var lowest = new double[WarmUp];
        for (var index = 0; index < WarmUp; index++)
            lowest[index] = Lowest(candidates[index].Path);
        return GroupConfidence.Threshold(lowest, _options.KeepPercent / 100);
    }

    private double Lowest(ReasoningPath path) =>
        _lowest.GetValue(path, key => new(GroupConfidence.Lowest(PathConfidence.OfTokens(key), _options.GroupSize))).Value;

    // Earlier windows were looked at when their steps were the last.
    private double[] Newest(ReasoningPath path)
    {
        var (steps, before) = (1, 0);
        for (var node = path.Parent!; node.Step is { } step && before < _options.GroupSize - 1; node = node.Parent!, steps++)
            before += step.Confidences.Length;
        return PathConfidence.OfLastTokens(path, steps);
    }
}
