namespace InferenceScaling.Durability;

/// <summary>Where the bytes of an entry are in a file.</summary>
internal readonly record struct JournalPlace(long Offset, int Length);
