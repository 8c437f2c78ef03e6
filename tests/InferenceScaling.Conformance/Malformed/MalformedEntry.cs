namespace InferenceScaling.Conformance.Malformed;

/// <summary>One line of the manifest.</summary>
internal sealed record MalformedEntry(string Path, string Kind, string Expect, string Category, string Why);
