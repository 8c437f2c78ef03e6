using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Compression.Judging;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>What became of a step. Everything is measured against the original, not against the step before.</summary>
/// <param name="Name">The step.</param>
public sealed record StepReport(string Name)
{
    /// <summary>Why it was rolled back; null where it was accepted.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether what comes after builds on it.</summary>
    public bool IsAccepted => Refusal is null;

    // Between a step and the one that recovers what it lost.
    internal bool IsPending { get; init; }

    /// <summary>What was done to each matrix.</summary>
    public ImmutableArray<LayerReport> Layers { get; init; } = [];

    /// <summary>Nearness to the original; null without texts.</summary>
    public Fidelity? Fidelity { get; init; }

    /// <summary>Answers; null without problems.</summary>
    public AccuracyChange? Accuracy { get; init; }

    /// <summary>Ranking; null where no verifier is compressed.</summary>
    public RankingChange? Ranking { get; init; }

    /// <summary>Speed with 1 and with 64 paths.</summary>
    public ImmutableArray<DecodeSpeed> Speeds { get; init; } = [];

    /// <summary>Number of weights.</summary>
    public long Weights { get; init; }

    /// <summary>Bytes of the weights as a file keeps them: integers in their bits with their scales, the rest in 16 bits.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Bytes of the weights as the executor keeps them.</summary>
    public long MemoryBytes { get; init; }
}
