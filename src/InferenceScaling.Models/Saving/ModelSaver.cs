using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading.Quantized;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Saving;

/// <summary>Saves any model that loads as a Hugging Face folder: <c>model.safetensors</c>, <c>config.json</c>, <c>tokenizer.json</c> and what belongs to them.</summary>
/// <remarks>
/// Saving the same model again gives the same bytes. A model saved in its own type, and one from GGUF or llama2.c saved as F32, has the same logits, bit for bit.
/// Weights are streamed: memory holds a megabyte of them at a time. SentencePiece scores become merges as transformers' own conversion does it.
/// </remarks>
public static class ModelSaver
{
    /// <summary>Saves a model.</summary>
    /// <param name="path">The model, as for <see cref="LanguageModel.Load(string, Backend?, LanguageModelOptions?)"/>.</param>
    /// <param name="folder">Where to; made where it is not there, the files of a model that was saved there before are replaced or removed. Not the folder the model is in.</param>
    /// <param name="options">In which type; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The model, or the tokenizer of a llama2.c file, is not there.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, unsupported, or has settings that config.json has no words for.</exception>
    /// <exception cref="Tokenization.TokenizerFormatException">The tokenizer is damaged or unsupported.</exception>
    /// <exception cref="ArgumentException">The folder is the model's own, or the type is none of the three.</exception>
    public static void Save(string path, string folder, ModelSaveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new();
        if (options.WeightType is not (null or TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new ArgumentException($"{nameof(ModelSaveOptions.WeightType)} is {options.WeightType}; expected F32, F16 or BF16.", nameof(options));
        using var source = DecoderSource.Open(path);
        CheckFolder(source, folder);
        Directory.CreateDirectory(folder);

        // A text file of another model that stayed here would be taken for this one's.
        foreach (var name in SavedText.FileNames)
            File.Delete(Path.Combine(folder, name));
        if (source.Folder is { } files)
            SaveFolder(source, files, folder, options);
        else
            SaveFile(path, source, folder, options);
    }

    /// <summary>Saves a changed decoder with the text files of the model it comes from.</summary>
    /// <param name="source">The model it comes from.</param>
    /// <param name="config">The decoder: of the same family and vocabulary.</param>
    /// <param name="weights">Its weights; matrices in integers are saved as such.</param>
    /// <param name="folder">Where to; made where it is not there.</param>
    /// <param name="type">How what is not in integers is stored: F32, F16 or BF16.</param>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for the decoder.</exception>
    /// <exception cref="ArgumentException">The folder is the model's own, or the type is none of the three.</exception>
    internal static void Save(DecoderSource source, DecoderConfig config, IDecoderWeights weights, string folder, TensorType type)
    {
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new ArgumentException($"{nameof(type)} is {type}; expected F32, F16 or BF16.", nameof(type));
        CheckFolder(source, folder);
        Directory.CreateDirectory(folder);
        foreach (var name in SavedText.FileNames)
            File.Delete(Path.Combine(folder, name));
        if (source.Settings is null)
        {
            var text = SavedText.Read(source.Checkpoint.Location, source, tokenizerPath: null);
            foreach (var (name, content) in SavedText.Files(source.Checkpoint.Location, source, text, tokenizerPath: null))
                SavedText.Replace(Path.Combine(folder, name), content);
            Write(SavedConfig.Write(source.Config, RecipeCatalog.All.Single(recipe => recipe.ModelType == source.Config.Family), text, type, source.Checkpoint.Location));
            return;
        }

        if (Directory.Exists(source.Folder))
            SavedText.Copy(source.Folder, folder);
        Write(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(source.Settings.Value));

        void Write(byte[] settings)
        {
            if (DecoderWeightList.Of(config).Any(weight => weight.Shape.Length == 2 && weights.Quantization(weight.Name) is not null))
                CompressedTensorsWriter.Write(config, weights, settings, folder, type);
            else
                SavedDecoder.Write(config, weights, settings, type, folder);
        }
    }

    // What is written there would take the place of what is still to be read.
    private static void CheckFolder(DecoderSource source, string folder)
    {
        if (source.Folder is { } own && Path.TrimEndingDirectorySeparator(Path.GetFullPath(own)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            throw new ArgumentException($"{folder} is the folder the model is read from; name another.", nameof(folder));
    }

    private static void SaveFolder(DecoderSource source, string files, string folder, ModelSaveOptions options)
    {
        foreach (var name in SavedText.FileNames)
        {
            var file = name == "tokenizer.json" && options.TokenizerPath is { } elsewhere ? elsewhere : Path.Combine(files, name);
            if (File.Exists(file))
                SavedText.Replace(Path.Combine(folder, name), File.ReadAllBytes(file));
        }

        var settings = File.ReadAllBytes(Path.Combine(files, "config.json"));
        SavedText.Replace(Path.Combine(folder, "config.json"), options.WeightType is { } type ? SavedJson.WithType(settings, type) : settings);
        var stored = options.WeightType is null && source.Checkpoint is QuantizedCheckpoint quantized ? quantized.Stored : source.Checkpoint;
        SavedTensors.Copy(stored, options.WeightType, Path.Combine(folder, "model.safetensors"));
    }

    private static void SaveFile(string path, DecoderSource source, string folder, ModelSaveOptions options)
    {
        var type = options.WeightType ?? TensorType.F32;
        var recipe = RecipeCatalog.All.Single(recipe => recipe.ModelType == source.Config.Family);
        var text = SavedText.Read(path, source, options.TokenizerPath);
        var config = SavedConfig.Write(source.Config, recipe, text, type, path);
        foreach (var (name, content) in SavedText.Files(path, source, text, options.TokenizerPath))
            SavedText.Replace(Path.Combine(folder, name), content);
        SavedText.Replace(Path.Combine(folder, "config.json"), config);
        SavedTensors.Rename(source, recipe, type, Path.Combine(folder, "model.safetensors"));
    }
}
