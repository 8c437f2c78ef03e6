using System.Collections.Immutable;
using System.Globalization;
using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Recomputes every equation of whole expressions that a step writes, such as <c>(3 + 4) * 2 = 14</c>, with exact fractions, and says which are wrong.</summary>
/// <remarks>
/// Knows numbers (with decimals and thousands commas), + - * / × ÷ · and brackets, on one line. Whatever contains variables, units or percentages
/// is left alone: the verifier rather misses an error than sees one where there is none. A decimal on the right may be rounded to its digits.
/// </remarks>
/// <param name="scoreWithoutEquations">The score of a step in which there is nothing to check, in [0, 1].</param>
public sealed class ArithmeticVerifier(double scoreWithoutEquations = 1) : IVerifier
{
    private readonly double _scoreWithoutEquations = scoreWithoutEquations is >= 0 and <= 1
        ? scoreWithoutEquations
        : throw new ArgumentOutOfRangeException(nameof(scoreWithoutEquations), scoreWithoutEquations, "A score must be in [0, 1].");

    /// <inheritdoc/>
    public ModelCosts Costs => ModelCosts.Free;

    /// <inheritdoc/>
    public string Identity => string.Create(CultureInfo.InvariantCulture, $"{GetType()} {_scoreWithoutEquations}");

    /// <inheritdoc/>
    public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var values = new double[path.Depth];
        var feedback = ImmutableArray.CreateBuilder<StepFeedback>();
        var steps = path.Steps;
        for (var index = 0; index < steps.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var check = EquationCheck.Of(steps[index].Text);
            values[index] = check.Count == 0 ? _scoreWithoutEquations : check.Errors.Count == 0 ? 1 : 0;
            foreach (var error in check.Errors)
                feedback.Add(new(index, error));
        }

        return Task.FromResult(new StepScores([.. values]) { Feedback = feedback.ToImmutable() });
    }
}
