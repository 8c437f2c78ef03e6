using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>Paths of known truth, and how a verifier is made of a language model.</summary>
/// <param name="Paths">For each problem: its paths, and whether each is right. Problems of which all paths are alike say nothing.</param>
/// <param name="CreateVerifier">Makes the verifier; called for the original and for each step's model. It is disposed where it can be.</param>
/// <param name="Aggregation">What makes one score of a path's step scores; null for the product.</param>
public sealed record RankingTask(IReadOnlyList<IReadOnlyList<(ReasoningPath Path, bool IsRight)>> Paths, Func<LanguageModel, IVerifier> CreateVerifier, ScoreAggregation? Aggregation = null)
{
    internal void Validate()
    {
        if (!Paths.Any(static paths => paths.Any(static path => path.IsRight) && paths.Any(static path => !path.IsRight)))
            throw new ArgumentException($"Of {Paths.Count} problems none has both a right and a wrong path: there is nothing to rank. Give paths of harder or easier problems, or more of each.", nameof(Paths));
    }
}
