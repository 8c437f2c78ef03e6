using InferenceScaling.Reasoning;

namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>A question with a known answer.</summary>
/// <param name="Id">Unique, and the same in every run: by it an interrupted measurement knows what is done.</param>
/// <param name="Request">The question.</param>
/// <param name="IsRight">Says whether a result answers it.</param>
public sealed record FrontierProblem(string Id, ReasoningRequest Request, Func<ReasoningResult, bool> IsRight)
{
    /// <summary>A question whose answer has a canonical form.</summary>
    /// <param name="id">Unique, and the same in every run.</param>
    /// <param name="request">The question.</param>
    /// <param name="canonicalAnswer">The right answer, as the reasoner's answer domain writes it.</param>
    public static FrontierProblem Of(string id, ReasoningRequest request, string canonicalAnswer) =>
        new(id, request, result => string.Equals(result.CanonicalAnswer, canonicalAnswer, StringComparison.Ordinal));
}
