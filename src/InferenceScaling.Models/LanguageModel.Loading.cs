using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Loading;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel
{
    /// <summary>Loads a model and starts it.</summary>
    /// <param name="path">A Hugging Face folder (config.json, safetensors, tokenizer.json), one of its <c>.safetensors</c> files, a <c>.gguf</c> file, or a llama2.c <c>.bin</c> file with its tokenizer beside it.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The model, or its tokenizer, is not there.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, unsupported, or contradicts itself.</exception>
    /// <exception cref="Tokenization.TokenizerFormatException">The tokenizer is damaged or unsupported.</exception>
    /// <exception cref="Chat.ChatTemplateException">The chat template cannot be run.</exception>
    /// <exception cref="ArgumentException">The options contradict each other or the model.</exception>
    public static LanguageModel Load(string path, Backend? backend = null, LanguageModelOptions? options = null) => Load(path, backend, options, valueHead: false);

    /// <summary>Loads a model, with its value head in place of the language model's where it has one and that is asked for.</summary>
    internal static LanguageModel Load(string path, Backend? backend, LanguageModelOptions? options, bool valueHead)
    {
        backend ??= Backend.Cpu();
        options ??= new();
        options.Validate();
        using var source = DecoderSource.Open(path, new(valueHead, options.AdapterPath));
        if (options.ContextLength > source.Config.ContextLength)
            throw ContextTooLong(options, source.Config);
        var text = ReadText(path, source, options);

        var adapter = options.AdapterPath;
        options = options with { Name = options.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) };

        // The executor has read the weights when the model is there, so the files can be closed.
        return Create(
            new()
            {
                CreateExecutor = () => backend.CreateExecutor(source.Config, source.Weights),
                OpenDecoder = () => DecoderSource.Open(path, new(valueHead, adapter)),
                Identity = $"{source.Config.Family} {source.Fingerprint()} on {backend}",
                Tokenizer = text.Tokenizer,
                Template = text.Template,
                EndOfText = text.EndOfText,
                BeginningToken = text.BeginningToken,
                EndToken = text.EndToken,
            },
            options);
    }

    /// <summary>Says what a model would take, without loading it.</summary>
    /// <param name="path">As for <see cref="Load(string, Backend?, LanguageModelOptions?)"/>.</param>
    /// <param name="backend">What would compute; null for <c>Backend.Cpu()</c>.</param>
    /// <exception cref="FileNotFoundException">The model is not there.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, unsupported, or contradicts itself.</exception>
    public static MemoryEstimate EstimateMemory(string path, Backend? backend = null)
    {
        using var source = DecoderSource.Open(path);
        return (backend ?? Backend.Cpu()).EstimateMemory(source.Config, source.Weights);
    }

    private static ModelText ReadText(string path, DecoderSource source, LanguageModelOptions options)
    {
        if (source.Checkpoint is GgufFile gguf)
            return GgufText.Read(gguf, options.TokenizerPath, options.Prompting);
        return source.Folder is { } folder
            ? FolderText.Read(folder, options.TokenizerPath, options.Prompting)
            : Llama2cText.Read(path, source.Config.VocabularySize, options.TokenizerPath);
    }

    private static ArgumentException ContextTooLong(LanguageModelOptions options, DecoderConfig config) =>
        new($"{nameof(LanguageModelOptions.ContextLength)} is {options.ContextLength}; the model was made for at most {config.ContextLength}.", nameof(options));
}
