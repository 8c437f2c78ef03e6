namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>The first line of a results file.</summary>
internal sealed record FrontierResultsHeader(string Format, string Cost);
