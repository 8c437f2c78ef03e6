namespace InferenceScaling.Tests.Verification.Remote;

/// <summary>What the server answers, and how it misbehaves.</summary>
internal sealed record VerifierServerAnswer
{
    public int Status { get; init; } = 200;

    public byte[] Body { get; init; } = [];

    /// <summary>The length that the head announces; null for none: the end of the connection ends the body.</summary>
    public long? Length { get; init; }

    /// <summary>Nothing is sent at all.</summary>
    public bool IsSilent { get; init; }

    /// <summary>After the body nothing more comes, but the connection stays.</summary>
    public bool Stalls { get; init; }

    /// <summary>The body comes again and again.</summary>
    public bool IsEndless { get; init; }
}
