using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Saving;

namespace InferenceScaling.TorchSharp.Compression;

/// <summary>A compressed model, ready to use, and what is known of it. Dispose it after the last use of the model.</summary>
public sealed class CompressionResult : IAsyncDisposable
{
    private readonly IDecoderSource _source;

    internal CompressionResult(LanguageModel model, CompressedDecoder decoder, CompressionReport report, IDecoderSource source) =>
        (Model, Decoder, Report, _source) = (model, decoder, report, source);

    /// <summary>The model: the original's text side with the compressed decoder. Where no step was accepted, a copy of the original.</summary>
    public LanguageModel Model { get; }

    /// <summary>The decoder: for saving, or for other executors.</summary>
    public CompressedDecoder Decoder { get; }

    /// <summary>What was done and measured.</summary>
    public CompressionReport Report { get; }

    /// <summary>Saves the model as a Hugging Face folder, quantised matrices as compressed-tensors: this library, vLLM and transformers read it.</summary>
    /// <param name="folder">Where to; made where it is not there, a model that was saved there before is replaced.</param>
    /// <param name="type">How what is not quantised is stored: F32, F16 or BF16.</param>
    /// <exception cref="InvalidOperationException">The original came from parts and not from files.</exception>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for the decoder's layers.</exception>
    /// <exception cref="ArgumentException">The folder is the original's own, the type is none of the three, or the family keeps quantised matrices in a form that compressed-tensors has not.</exception>
    public void Save(string folder, TensorType type = TensorType.BF16)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (_source is not DecoderSource files)
            throw new InvalidOperationException("The original was made from parts; only the settings and the tokenizer of files can be saved with a model.");
        ModelSaver.Save(files, Decoder.Config, Decoder.Weights, folder, type);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync().ConfigureAwait(false);
        _source.Dispose();
    }
}
