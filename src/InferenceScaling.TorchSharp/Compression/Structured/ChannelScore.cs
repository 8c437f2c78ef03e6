using System.Collections.Immutable;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Steps;

namespace InferenceScaling.TorchSharp.Compression.Structured;

/// <summary>A way to say how much channels matter. Several can be tried: which one is best differs from model to model.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Score">Scores all channels of a decoder.</param>
public sealed record ChannelScore(string Name, Func<CompressedDecoder, CompressionContext, CancellationToken, ChannelScores> Score)
{
    /// <summary>‖x‖ · ‖W[:, i]‖: the size of what a channel adds to the residual stream on the calibration texts. Needs no gradients.</summary>
    public static ChannelScore ActivationNorm { get; } = new("activation norm", (decoder, context, cancellationToken) =>
        ScoreAll(decoder, context, static (_, _, reader, norms) => StructuredScores.ActivationNorm(reader, norms), cancellationToken));

    /// <summary>The sum of Wanda's scores (Sun et al. 2024) of all weights that make or read a channel.</summary>
    public static ChannelScore Wanda { get; } = new("Wanda", (decoder, context, cancellationToken) =>
        ScoreAll(decoder, context, static (makers, makerNorms, reader, norms) => StructuredScores.Wanda(makers, makerNorms, reader, norms), cancellationToken));

    private static ChannelScores ScoreAll(CompressedDecoder decoder, CompressionContext context, Func<IReadOnlyList<FiniteMatrix>, double[], FiniteMatrix, double[], double[]> score, CancellationToken cancellationToken)
    {
        var (config, weights) = decoder;
        var norms = ActivationNormsOfLayers.Measure(decoder, context, cancellationToken);
        var (neurons, groups) = (ImmutableArray.CreateBuilder<ImmutableArray<double>>(), ImmutableArray.CreateBuilder<ImmutableArray<double>>());
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var prefix = $"layers.{layer}.";
            var attention = config.AttentionOf(layer);
            var columns = StructuredScores.ActivationNorm(weights.ReadMatrix(prefix + "attention.o"), norms[layer][prefix + "attention.o"]);
            var width = attention.HeadCount / attention.KeyValueHeadCount * attention.HeadSize;
            groups.Add([.. columns.Chunk(width).Select(static group => group.Sum())]);
            if (config.Layers[layer].Sparse && config.Experts is not null)
            {
                neurons.Add([]);
                continue;
            }

            var makers = config.FeedForward.Gated ? new[] { "gate", "up" } : ["up"];
            var input = norms[layer][prefix + "feed_forward." + makers[0]];
            neurons.Add([.. score([.. makers.Select(name => weights.ReadMatrix(prefix + "feed_forward." + name))], input, weights.ReadMatrix(prefix + "feed_forward.down"), norms[layer][prefix + "feed_forward.down"])]);
        }

        return new(neurons.ToImmutable(), groups.ToImmutable());
    }
}
