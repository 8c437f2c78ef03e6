namespace InferenceScaling.Training.Data;

/// <summary>How texts become batches.</summary>
public sealed record BatchSettings
{
    /// <summary>About how many tokens a step reads, padding included.</summary>
    public int TokensPerBatch { get; init; } = 5_120;

    /// <summary>How many batches are drawn at a time, to put texts of equal length together.</summary>
    public int BatchesPerPool { get; init; } = 8;

    /// <summary>Whether rows hold several texts, one after the other, instead of padding. Pays where lengths differ widely; attention then needs a mask.</summary>
    public bool Packing { get; init; }

    /// <summary>Longest text, and with <see cref="Packing"/> the length of rows, in tokens.</summary>
    public int LongestSequence { get; init; } = 512;

    /// <summary>Orders the batches of a pool.</summary>
    public ulong Seed { get; init; } = 1;
}
