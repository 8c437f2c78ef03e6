using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Compression;

/// <summary>Adds Taylor scores to <see cref="ChannelScore"/>.</summary>
public static class TaylorChannelScore
{
    private const int ScoredTexts = 256;

    extension(ChannelScore)
    {
        /// <summary>Σ |weight · gradient| of all weights of a channel (Molchanov et al. 2017; Ma et al., "LLM-Pruner", 2023), with the loss of the calibration texts.</summary>
        public static ChannelScore Taylor => new("Taylor", static (decoder, context, cancellationToken) =>
        {
            TrainingSequence[] texts = [.. context.Require("Taylor scores").Fitted.Take(ScoredTexts).Select(static window => TrainingSequence.After(window))];
            using var trainable = TrainableDecoder.From(decoder.Config, decoder.Weights);
            var scores = TaylorScores.Of(trainable, texts, textsPerBatch: 8, cancellationToken);
            return new(scores.Neurons, scores.HeadGroups);
        });
    }
}
