namespace AllocationStudy;

/// <summary>One path of a pool, as policies see it.</summary>
/// <param name="Answer">Its canonical answer; null if it has none.</param>
/// <param name="Score">The verifier's score of the path; null if there is no verifier.</param>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="LogProbability">Mean log-probability of a token; null if it is not known.</param>
internal sealed record PooledSample(string? Answer, double? Score, long Tokens, double? LogProbability);
