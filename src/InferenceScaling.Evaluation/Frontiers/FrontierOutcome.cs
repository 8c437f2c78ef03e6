namespace InferenceScaling.Evaluation.Frontiers;

/// <summary>What one variant made of one question.</summary>
/// <param name="Variant">Its name.</param>
/// <param name="Problem">The question's id.</param>
/// <param name="Right">Whether the answer was right.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Success">The success that was predicted from the probe; null for variants that are no probe.</param>
internal sealed record FrontierOutcome(string? Variant, string? Problem, bool Right, double Cost, double? Success = null);
