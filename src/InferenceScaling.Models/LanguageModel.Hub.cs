using InferenceScaling.Models.Hub;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel
{
    /// <summary>Loads a model from a path or, where there is none of that name, from a hub: downloads what is needed and not yet in the cache.</summary>
    /// <param name="model">A path as for <see cref="Load(string, Backend?, LanguageModelOptions?)"/>, or a repository, <c>owner/name</c>.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <param name="hub">Where from; null for the defaults.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="HubException">The model cannot be downloaded.</exception>
    /// <exception cref="FileNotFoundException">The model, or its tokenizer, is not there.</exception>
    /// <exception cref="Checkpoints.CheckpointFormatException">The model is damaged, unsupported, or contradicts itself.</exception>
    /// <exception cref="Tokenization.TokenizerFormatException">The tokenizer is damaged or unsupported.</exception>
    /// <exception cref="Chat.ChatTemplateException">The chat template cannot be run.</exception>
    /// <exception cref="ArgumentException">The options contradict each other or the model.</exception>
    public static async Task<LanguageModel> LoadAsync(string model, Backend? backend = null, HubOptions? hub = null, LanguageModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        if (Path.Exists(model) || !ModelHub.IsRepository(model))
            return await Task.Run(() => Load(model, backend, options), cancellationToken).ConfigureAwait(false);
        var path = await ModelHub.DownloadAsync(model, hub, cancellationToken).ConfigureAwait(false);
        options ??= new();
        return await Task.Run(() => Load(path, backend, options with { Name = options.Name ?? model }), cancellationToken).ConfigureAwait(false);
    }
}
