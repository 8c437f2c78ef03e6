namespace AllocationStudy;

/// <summary>A problem with the paths that were sampled for it, once: policies are replayed on them.</summary>
/// <param name="Index">Place in its data set.</param>
/// <param name="Level">The difficulty that its author gave it; 0 if none.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Answer">The right answer, in canonical form.</param>
/// <param name="Greedy">The most probable path; null if it was not made.</param>
/// <param name="Samples">Independent paths, in order.</param>
/// <param name="VerifiedTokens">Tokens that the verifier read to score all of them.</param>
internal sealed record PooledProblem(int Index, int Level, string Question, string Answer, PooledSample? Greedy, IReadOnlyList<PooledSample> Samples, long VerifiedTokens);
