using InferenceScaling.Paths;

namespace InferenceScaling.Stopping;

/// <summary>Says when the candidates so far are enough. Added by <c>ReasonerBuilder.StopWhen</c>; see <see cref="Stop"/> for the rules there are.</summary>
/// <remarks>
/// Immutable and thread-safe. A decision depends on the ordered prefix of candidates only, never on time:
/// paths are launched in batches, and the search stops at the first prefix that satisfies the rule.
/// </remarks>
public interface IStoppingRule
{
    /// <summary>Whether the rule reads the verifier's scores: then every candidate is scored.</summary>
    bool RequiresScores => false;

    /// <summary>Whether the rule reads <see cref="ReasoningStep.Confidences"/>: then a reasoner asks its generator for them.</summary>
    bool RequiresConfidences => false;

    /// <summary>Number of candidates that must be there before any other path starts, because <see cref="Abandons"/> reads them; 0 for none.</summary>
    int WarmUp => 0;

    /// <summary>Decides whether the candidates are enough.</summary>
    /// <param name="candidates">At least one candidate, in path order. The rule was asked about every shorter prefix before.</param>
    StoppingDecision Decide(CandidatePrefix candidates);

    /// <summary>Decides whether one path is not worth going on with. Asked after each of its steps.</summary>
    /// <param name="path">An open path.</param>
    /// <param name="candidates">The candidates that were there before the path's batch began; a rule may read only the first <see cref="WarmUp"/> of them.</param>
    bool Abandons(ReasoningPath path, CandidatePrefix candidates) => false;
}
