namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>How well a verifier and its compressed form rank paths of one problem: the share of pairs of a right and a wrong path in which the right one scores higher. What best-of-N lives on; AUC over all paths hides its loss.</summary>
/// <param name="Paths">Paths scored.</param>
/// <param name="Pairs">Pairs of a right and a wrong path of one problem: what the two shares are of. A few dozen tell little.</param>
/// <param name="Original">Of the original.</param>
/// <param name="Compressed">Of the compressed verifier.</param>
/// <param name="SameOrder">Share of all pairs of paths of one problem that both put in the same order.</param>
public sealed record RankingChange(int Paths, long Pairs, double Original, double Compressed, double SameOrder);
