using InferenceScaling.Models.Architectures;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel
{
    /// <summary>Opens the weights the model was loaded from, for what reads them after loading: compression, training, saving.</summary>
    /// <exception cref="InvalidOperationException">The model was made from parts that do not say where its weights are.</exception>
    /// <exception cref="Checkpoints.CheckpointFormatException">The files have changed and are no model any more.</exception>
    public IDecoderSource OpenDecoder() => _parts.OpenDecoder?.Invoke()
        ?? throw new InvalidOperationException($"{Identity} was made from parts without {nameof(LanguageModelParts.OpenDecoder)}, so its weights cannot be read again; give that, or load the model from a path.");

    /// <summary>The same model of text (tokenizer, template, prompts) with another decoder: what a compressed or a trained copy is.</summary>
    /// <param name="config">The decoder; its vocabulary is this model's.</param>
    /// <param name="weights">Its weights; kept, and read again by <see cref="OpenDecoder"/>.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <param name="name">Its name in traces; null for this model's.</param>
    /// <exception cref="ArgumentException">The decoder has another vocabulary.</exception>
    public LanguageModel WithDecoder(DecoderConfig config, IDecoderWeights weights, Backend? backend = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        if (config.VocabularySize != Config.VocabularySize)
            throw new ArgumentException($"The decoder knows {config.VocabularySize} tokens, this model {Config.VocabularySize}; their texts would mean different things.", nameof(config));
        backend ??= Backend.Cpu();
        return Create(
            _parts with
            {
                CreateExecutor = () => backend.CreateExecutor(config, weights),
                OpenDecoder = () => new HeldDecoder(config, weights),
                Identity = $"{config.Family} {ModelFingerprint.Of(config, weights)} on {backend}",
            },
            _options with { Name = name ?? _options.Name });
    }

    private sealed record HeldDecoder(DecoderConfig Config, IDecoderWeights Weights) : IDecoderSource
    {
        public void Dispose()
        {
            // The weights are whoever's who made the model.
        }
    }
}
