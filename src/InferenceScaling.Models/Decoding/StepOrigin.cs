namespace InferenceScaling.Models.Decoding;

/// <summary>Where a step begins.</summary>
/// <param name="Segment">The segment that it follows; null for a context of its own.</param>
/// <param name="Position">The length of that context then: a segment that nobody else holds is written on.</param>
/// <param name="Pending">The context's last token, which is fed first, or <see cref="KvContext.NothingPending"/>.</param>
internal readonly record struct StepOrigin(KvSegment? Segment, int Position, int Pending);
