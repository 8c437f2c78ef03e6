using System.ComponentModel.DataAnnotations;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace InferenceScaling.Allocation.Escalation;

/// <summary>Options of <see cref="EscalatingSearch"/>.</summary>
public sealed class EscalationOptions
{
    /// <summary>The stages, such as greedy, a few samples, a search, a stronger model. The first always runs.</summary>
    [Required]
    public IReadOnlyList<EscalationStage> Stages { get; set; } = [];

    /// <summary>What a right answer is worth, in the units of the stages' costs.</summary>
    /// <value>The default is 1. It must be above 0.</value>
    [Range(double.Epsilon, double.MaxValue)]
    public double Value { get; set; } = 1;

    /// <summary>How likely an answer is right, from the choice and the candidates it was made of. Should be calibrated, for instance by <see cref="Verification.IsotonicCalibration"/>.</summary>
    /// <value>The default is the verifier's score of the chosen candidate if it has one, else the mean of the beta posterior of its votes, (votes + 1) / (candidates + 2).</value>
    [Required]
    public Func<AnswerChoice, IReadOnlyList<ReasoningCandidate>, double> Confidence { get; set; } = ScoreOrAgreement;

    private static double ScoreOrAgreement(AnswerChoice choice, IReadOnlyList<ReasoningCandidate> candidates) =>
        choice.Candidate.Score ?? ((candidates.Count(candidate => candidate.CanonicalAnswer == choice.Candidate.CanonicalAnswer) + 1.0) / (candidates.Count + 2));
}
