using System.Collections.Immutable;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Several verifiers as one. Calibrate members of different kinds first, or the boldest one decides: see <see cref="CalibratedVerifier"/>.</summary>
public sealed class EnsembleVerifier : IVerifier
{
    private readonly ImmutableArray<IVerifier> _members;
    private readonly EnsembleRule _rule;

    /// <summary>An ensemble.</summary>
    /// <param name="rule">How the members' scores become one.</param>
    /// <param name="members">At least one verifier.</param>
    /// <exception cref="ArgumentException">There are no members.</exception>
    public EnsembleVerifier(EnsembleRule rule, params IReadOnlyList<IVerifier> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
            throw new ArgumentException("An ensemble needs at least one verifier.", nameof(members));
        if (!Enum.IsDefined(rule))
            throw new ArgumentOutOfRangeException(nameof(rule), rule, "The rule must be one of EnsembleRule.");
        _members = [.. members];
        _rule = rule;
        if (_members.Any(static member => member is null))
            throw new ArgumentException("A member of the ensemble is null.", nameof(members));
    }

    /// <inheritdoc/>
    public ModelCosts? Costs => EnsembleCosts.Of(_members.Select(static member => member.Costs));

    /// <inheritdoc/>
    public string Identity => $"{_rule} of {string.Join(" and ", _members.Select(static member => member.Identity))}";

    /// <inheritdoc/>
    public bool RequiresConfidences => _members.Any(static member => member.RequiresConfidences);

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var verdicts = await Task.WhenAll(_members.Select(member => member.ScoreAsync(path, cancellationToken))).ConfigureAwait(false);
        var usage = default(TokenUsage);
        for (var member = 0; member < verdicts.Length; member++)
            usage += verdicts[member].CheckedFor(path, _members[member]).Usage;
        var values = ImmutableArray.CreateBuilder<double>(path.Depth);
        for (var step = 0; step < path.Depth; step++)
            values.Add(Combine(verdicts.Select(verdict => verdict.Values[step])));
        return new(values.MoveToImmutable()) { Usage = usage, Parts = [.. verdicts], Feedback = [.. verdicts.SelectMany(static verdict => verdict.Feedback).Distinct().OrderBy(static feedback => feedback.Step)] };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);

        // Journals of earlier versions keep no parts.
        for (var member = 0; member < Math.Min(_members.Length, scores.Parts.Length); member++)
            _members[member].Recall(path, scores.Parts[member]);
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
        foreach (var member in _members)
            member.Release(path);
    }

    private double Combine(IEnumerable<double> scores) => _rule switch
    {
        EnsembleRule.Mean => Math.Clamp(scores.Average(), 0, 1),
        EnsembleRule.Minimum => scores.Min(),
        _ => scores.Average(static score => score >= 0.5 ? 1.0 : 0.0),
    };
}
