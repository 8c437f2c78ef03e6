using System.Globalization;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Turns another verifier's scores into measured probabilities.</summary>
/// <param name="inner">The verifier.</param>
/// <param name="calibration">Fitted on labelled scores of its steps.</param>
public sealed class CalibratedVerifier(IVerifier inner, ScoreCalibration calibration) : IVerifier
{
    private readonly IVerifier _inner = inner ?? throw new ArgumentNullException(nameof(inner));
    private readonly ScoreCalibration _calibration = calibration ?? throw new ArgumentNullException(nameof(calibration));

    /// <inheritdoc/>
    public string Identity => $"{_inner.Identity} calibrated to {string.Join(' ', Enumerable.Range(0, 17).Select(point => _calibration.Apply(point / 16.0).ToString("R", CultureInfo.InvariantCulture)))}";

    /// <inheritdoc/>
    public bool RequiresConfidences => _inner.RequiresConfidences;

    /// <inheritdoc/>
    public ModelCosts? Costs => _inner.Costs;

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        var scores = await _inner.ScoreAsync(path, cancellationToken).ConfigureAwait(false);
        return scores with { Values = [.. scores.CheckedFor(path, _inner).Values.Select(_calibration.Apply)], Parts = [scores] };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Parts is [var inner])
            _inner.Recall(path, inner);
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _inner.Release(path);
}
