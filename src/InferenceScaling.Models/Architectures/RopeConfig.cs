using System.Collections.Immutable;

namespace InferenceScaling.Models.Architectures;

/// <summary>Rotary position embedding (Su et al. 2021), rotate-half layout: dimension i turns with dimension i + <see cref="RotaryDimensions"/>/2.</summary>
public sealed record RopeConfig
{
    /// <summary>Base of the frequencies.</summary>
    public double Theta { get; init; } = 10_000;

    /// <summary>How many leading dimensions of a head turn; even.</summary>
    public required int RotaryDimensions { get; init; }

    /// <summary>How frequencies are changed for contexts longer than in training.</summary>
    public RopeScaling Scaling { get; init; }

    /// <summary>Ratio of the new context length to the one in training.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Context length in training, for <see cref="RopeScaling.Llama3"/>, <see cref="RopeScaling.Yarn"/> and <see cref="RopeScaling.LongRope"/>.</summary>
    public int OriginalContextLength { get; init; }

    /// <summary>Llama 3: wavelengths above original length / this are divided by the factor.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths below original length / this are kept.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>YaRN: rotations above which a dimension is kept.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>YaRN: rotations below which a dimension is interpolated.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>YaRN: whether the bounds of the ramp are rounded to whole dimensions.</summary>
    public bool Truncate { get; init; } = true;

    /// <summary>What cosines and sines are multiplied with.</summary>
    public double AttentionFactor { get; init; } = 1;

    /// <summary>LongRoPE: divisors of the frequencies up to <see cref="OriginalContextLength"/>.</summary>
    public ImmutableArray<double> ShortFactors { get; init; } = [];

    /// <summary>LongRoPE: divisors of the frequencies beyond it. A row uses them once its sequence, as far as it is in the cache, is longer than <see cref="OriginalContextLength"/>.</summary>
    public ImmutableArray<double> LongFactors { get; init; } = [];
}
