using System.Collections.Immutable;
using System.Globalization;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>What is removed, and by which scores. Made by <see cref="Structured"/>.</summary>
public sealed record StructuredScheme
{
    internal StructuredScheme()
    {
    }

    /// <summary>Share of the feed-forward neurons that go, the same in every layer.</summary>
    public double FeedForwardShare { get; private init; }

    /// <summary>Share of the head groups that go, the same in every layer.</summary>
    public double HeadShare { get; private init; }

    /// <summary>Layers that go.</summary>
    public int LayerCount { get; private init; }

    /// <summary>What says how much channels matter: all are tried, and the one of least divergence is kept.</summary>
    public ImmutableArray<ChannelScore> Scores { get; private init; } = [ChannelScore.ActivationNorm, ChannelScore.Wanda];

    /// <summary>Kept neurons are rounded up to a multiple of this, so that kernels work on whole groups.</summary>
    /// <value>The default is 32.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int NeuronMultiple
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 32;

    /// <summary>Removes neurons of every feed-forward part.</summary>
    /// <param name="share">How many of them, 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public StructuredScheme FeedForward(double share) => this with { FeedForwardShare = Within(share) };

    /// <summary>Removes key-value heads of every layer, each with its query heads.</summary>
    /// <param name="share">How many of them, 0 to below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public StructuredScheme Heads(double share) => this with { HeadShare = Within(share) };

    /// <summary>Removes whole layers: those that change the residual stream least.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public StructuredScheme Layers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return this with { LayerCount = count };
    }

    /// <summary>Says what scores channels.</summary>
    /// <param name="scores">At least one; of several, the one of least divergence on the judged texts is kept.</param>
    public StructuredScheme ScoredBy(params ImmutableArray<ChannelScore> scores) => scores.IsDefaultOrEmpty
        ? throw new ArgumentException("Channels need at least one score.", nameof(scores))
        : this with { Scores = scores };

    /// <summary>The scheme in words.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (LayerCount > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{LayerCount} layers"));
        if (FeedForwardShare > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{FeedForwardShare:0.######%} of neurons"));
        if (HeadShare > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{HeadShare:0.######%} of heads"));
        return $"removes {(parts.Count == 0 ? "nothing" : string.Join(", ", parts))} by {string.Join(" or ", Scores.Select(static score => score.Name))}";
    }

    private static double Within(double share) => share is >= 0 and < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share that is removed is at least 0 and below 1: something must stay.");
}
