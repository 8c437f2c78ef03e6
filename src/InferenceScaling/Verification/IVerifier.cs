using InferenceScaling.Paths;

namespace InferenceScaling.Verification;

/// <summary>Says how good the steps of a path are: a process reward model, a rule, a remote judge.</summary>
/// <remarks>Calls run concurrently and implementations batch them. The scores depend on the path only.</remarks>
public interface IVerifier
{
    /// <summary>Whether the verifier reads <see cref="ReasoningStep.Confidences"/>: then a reasoner asks its generator for them.</summary>
    bool RequiresConfidences => false;

    /// <summary>What is known about the cost of calls before they run; null if nothing. <see cref="ModelCosts.Free"/> for what runs no model. A verifier that passes calls on passes this on too.</summary>
    ModelCosts? Costs => null;

    /// <summary>Tells this verifier from others whose scores differ: model and weights, and what wraps them. A journal gives verdicts back under the same identity only.</summary>
    /// <value>The default is the name of the type. A verifier around another one adds the inner identity.</value>
    string Identity => GetType().ToString();

    /// <summary>Scores every step of a path.</summary>
    /// <param name="path">A path of at least one step.</param>
    /// <param name="cancellationToken">Stops the scoring.</param>
    /// <returns>One value in [0, 1] a step, from the first to the last.</returns>
    Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default);

    /// <summary>Says that this verifier has scored a path before, perhaps in a process that died: a journal gave the verdict back. A verifier that remembers its verdicts takes it, so that it is not paid again; one that counts what it reads counts it as read now (see <see cref="PathReads"/>). Never needed for correctness.</summary>
    /// <remarks>A verifier around others passes this on, with the verdicts that they gave: see <see cref="StepScores.Parts"/>.</remarks>
    /// <param name="path">The path.</param>
    /// <param name="scores">This verifier's verdict on it.</param>
    void Recall(ReasoningPath path, StepScores scores)
    {
    }

    /// <summary>Says that neither this path nor one below it will be scored again, so that caches can go. Never needed for correctness; calling it twice is harmless.</summary>
    /// <param name="path">A path that may have been scored.</param>
    void Release(ReasoningPath path)
    {
    }
}
