using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;

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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync().ConfigureAwait(false);
        _source.Dispose();
    }
}
