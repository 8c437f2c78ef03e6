namespace InferenceScaling.Selection;

/// <summary>The support of one answer.</summary>
/// <param name="Answer">The answer as its representative candidate wrote it.</param>
/// <param name="CanonicalAnswer">The key that equal answers share.</param>
/// <param name="Count">Number of candidates with this answer.</param>
/// <param name="Weight">Sum of their weights: the count for a majority, the scores for a weighted vote.</param>
public sealed record AnswerVote(string Answer, string CanonicalAnswer, int Count, double Weight);
