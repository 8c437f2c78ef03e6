namespace InferenceScaling.Models.Decoding;

/// <summary>The rows of one sequence in a batch: consecutive positions that end the context of <paramref name="Leaf"/>.</summary>
/// <param name="Leaf">The segment that already counts these rows' tokens; its <see cref="KvSegment.End"/> is the last row's position + 1.</param>
/// <param name="FirstRow">Index of the first row.</param>
/// <param name="RowCount">One when decoding, more when reading a prompt.</param>
public readonly record struct BatchSequence(KvSegment Leaf, int FirstRow, int RowCount);
