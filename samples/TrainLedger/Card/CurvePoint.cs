namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>One report of a training.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Loss">Mean loss since the report before.</param>
/// <param name="TokensPerSecond">Since the report before.</param>
/// <param name="Texts">Share of judged texts that are right as a whole, where it was measured.</param>
internal sealed record CurvePoint(long Step, long Tokens, double Loss, double TokensPerSecond, double? Texts);
