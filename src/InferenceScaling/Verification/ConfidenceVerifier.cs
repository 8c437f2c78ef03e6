using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Scores steps by the generator's own certainty: free, since the numbers come with the text. Certain is not right: calibrate it, or compare it within one problem only.</summary>
public sealed class ConfidenceVerifier : IVerifier
{
    private readonly ConfidenceMeasure _measure;
    private readonly int _groupSize;

    /// <summary>A verifier by certainty.</summary>
    /// <param name="measure">What is read.</param>
    /// <param name="groupSize">Tokens a group, for <see cref="ConfidenceMeasure.LowestGroupConfidence"/>; at least 1.</param>
    public ConfidenceVerifier(ConfidenceMeasure measure = ConfidenceMeasure.MeanProbability, int groupSize = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        if (!Enum.IsDefined(measure))
            throw new ArgumentOutOfRangeException(nameof(measure), measure, "The measure must be one of ConfidenceMeasure.");
        _measure = measure;
        _groupSize = groupSize;
    }

    /// <inheritdoc/>
    public ModelCosts Costs => ModelCosts.Free;

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{GetType()} {_measure} {_groupSize}");

    /// <inheritdoc/>
    public bool RequiresConfidences => _measure is ConfidenceMeasure.MeanConfidence or ConfidenceMeasure.LowestGroupConfidence;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The generator does not give what the measure needs.</exception>
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        var values = ImmutableArray.CreateBuilder<double>(path.Depth);
        for (var node = path; node.Step is not null; node = node.Parent!)
            values.Add(Score(node));
        values.Reverse();
        return Task.FromResult(new StepScores(values.MoveToImmutable()));
    }

    private double Score(ReasoningPath node)
    {
        if (RequiresConfidences)
        {
            var confidences = PathConfidence.OfLastTokens(node, 1);
            var confidence = _measure == ConfidenceMeasure.MeanConfidence ? GroupConfidence.Mean(confidences) : GroupConfidence.Lowest(confidences, _groupSize);
            return Math.Clamp(1 - Math.Exp(-confidence), 0, 1);
        }

        var step = node.Step!;
        if (step.LogProbabilities.IsEmpty)
            throw new InvalidOperationException($"Step {node.Depth} of path {node} has no log-probabilities; use a generator that fills {nameof(ReasoningStep)}.{nameof(ReasoningStep.LogProbabilities)}, or another verifier.");
        var logarithm = _measure == ConfidenceMeasure.MeanProbability ? step.LogLikelihood / step.LogProbabilities.Length : step.LogProbabilities.Min();
        return Math.Clamp(Math.Exp(logarithm), 0, 1);
    }
}
