namespace InferenceScaling.Reasoning;

/// <summary>The search ended. The last update of every stream, also of one that is cancelled: nothing that was paid for is lost.</summary>
/// <param name="Result">The result.</param>
public sealed record ReasoningCompleted(ReasoningResult Result) : ReasoningUpdate(Result.Usage);
