using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models.Architectures.GgufRecipes;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Loading.Quantized;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Llama2c;

namespace InferenceScaling.Models.Architectures;

/// <summary>A decoder on disk: what it is (<see cref="Config"/>) and its weights under canonical names, from a Hugging Face folder, a GGUF file or a llama2.c file.</summary>
/// <remarks>Opening checks the configuration and every tensor's shape but reads no weights. Thread-safe for reading. Owns the checkpoint.</remarks>
public sealed class DecoderSource : IDecoderSource
{
    private DecoderSource(Checkpoint checkpoint, DecoderConfig config, Func<string, WeightSource> locate)
    {
        Checkpoint = checkpoint;
        Config = config;
        var weights = new CheckpointWeights(checkpoint, config, locate);
        Weights = weights;
        UnusedTensors = [.. checkpoint.Tensors.Keys.Where(name => !weights.Uses(name) && !IsHarmless(config, name)).Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public DecoderConfig Config { get; }

    /// <inheritdoc/>
    public IDecoderWeights Weights { get; }

    /// <summary>The file or files; a <see cref="GgufFile"/> also holds the tokenizer and the chat template. Matrices that are kept in integers over several tensors appear as one, in fp32.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The folder with config.json, where the tokenizer and the generation settings are; null for single files.</summary>
    public string? Folder { get; private init; }

    /// <summary>What config.json says; null for single files, which have none.</summary>
    internal JsonElement? Settings { get; private init; }

    /// <summary>Tensors the decoder has no use for, apart from buffers known to be harmless. A reason for suspicion: the model may have parts this decoder lacks.</summary>
    public ImmutableArray<string> UnusedTensors { get; }

    /// <summary>Opens a folder with config.json and safetensors, a <c>.gguf</c> file or a llama2.c <c>.bin</c> file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="FileNotFoundException">There is nothing at <paramref name="path"/>.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, contradicts itself, or is of an unknown family.</exception>
    public static DecoderSource Open(string path) => Open(path, new DecoderReading());

    /// <summary>Opens a model with choices about what is read of it.</summary>
    internal static DecoderSource Open(string path, DecoderReading reading)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            var settingsPath = Path.Combine(path, "config.json");
            var settings = ModelSettingsFile.Read(settingsPath);
            return Create(CheckpointFolder.Open(path), settings, settingsPath, reading);
        }

        var checkpoint = Checkpoint.Open(path);
        if (checkpoint is GgufFile or Llama2cFile)
        {
            if (reading.AdapterPath is not null)
            {
                checkpoint.Dispose();
                throw new CheckpointFormatException(CheckpointDefect.Unsupported, $"{path} cannot take the adapter {reading.AdapterPath}: adapters name the tensors of a Hugging Face folder. Load the base model from its folder.");
            }

            return Build(checkpoint, () => checkpoint is GgufFile gguf ? GgufModel.Read(gguf) : Llama2cModel.Read((Llama2cFile)checkpoint), folder: null);
        }

        checkpoint.Dispose();
        return Open(Path.GetDirectoryName(Path.GetFullPath(path))!, "config.json", path, reading);
    }

    /// <summary>Opens safetensors weights with a configuration of another name.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="configName">Name of the configuration in it.</param>
    /// <param name="weightsPath">A safetensors file; null for the folder's usual one.</param>
    /// <exception cref="CheckpointFormatException">The model is damaged, contradicts itself, or is of an unknown family.</exception>
    public static DecoderSource Open(string folder, string configName, string? weightsPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(configName);
        return Open(folder, configName, weightsPath, new DecoderReading());
    }

    /// <summary>Takes tensors and settings that are already at hand.</summary>
    /// <param name="checkpoint">The tensors; owned from now on, and disposed if this fails.</param>
    /// <param name="settings">The settings of config.json.</param>
    /// <param name="settingsPath">Where they came from, for messages.</param>
    /// <exception cref="CheckpointFormatException">The model contradicts itself, or is of an unknown family.</exception>
    public static DecoderSource Create(Checkpoint checkpoint, JsonElement settings, string settingsPath)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentException.ThrowIfNullOrEmpty(settingsPath);
        return Create(checkpoint, settings, settingsPath, new DecoderReading());
    }

    /// <summary>Reads every weight and names those that hold infinities or NaN: damage that shapes do not show.</summary>
    public ImmutableArray<string> FindNonFiniteWeights() => [.. DecoderWeightList.Of(Config).Where(weight => HoldsNonFinite(weight)).Select(weight => weight.Name)];

    /// <summary>A short hash of the architecture and of a sample of every weight, adapters included. It tells a model from its fine-tuned descendants at no cost; it does not find damage.</summary>
    public string Fingerprint() => ModelFingerprint.Of(Config, Weights);

    /// <inheritdoc/>
    public void Dispose() => Checkpoint.Dispose();

    private static DecoderSource Open(string folder, string configName, string? weightsPath, DecoderReading reading)
    {
        var settingsPath = Path.Combine(folder, configName);
        var settings = ModelSettingsFile.Read(settingsPath);
        return Create(CheckpointFolder.Open(weightsPath ?? folder), settings, settingsPath, reading);
    }

    private static DecoderSource Create(Checkpoint checkpoint, JsonElement settings, string settingsPath, DecoderReading reading)
    {
        var widened = QuantizedCheckpoint.Open(checkpoint, settings, settingsPath);
        var adapted = reading.AdapterPath is null ? widened : LowRankAdapter.Apply(widened, reading.AdapterPath);
        return Build(adapted, () => TransformersModel.Read(adapted, settings, settingsPath, reading.ValueHead), Path.GetDirectoryName(Path.GetFullPath(settingsPath)), settings);
    }

    private static DecoderSource Build(Checkpoint checkpoint, Func<(DecoderConfig Config, Func<string, WeightSource> Locate)> read, string? folder, JsonElement? settings = null)
    {
        try
        {
            var (config, locate) = read();
            return new(checkpoint, config, locate) { Folder = folder, Settings = settings };
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private bool HoldsNonFinite(WeightShape weight)
    {
        var width = weight.Shape.Length == 2 ? weight.Shape[1] : 1;
        var rows = weight.Shape[0];
        var step = Math.Max(1, (1 << 20) / width);
        var buffer = new float[Math.Min(step, rows) * width];
        for (var row = 0L; row < rows; row += step)
        {
            var values = buffer.AsSpan(0, (int)(Math.Min(step, rows - row) * width));
            Weights.Read(weight.Name, row * width, values);
            foreach (var value in values)
            {
                if (!float.IsFinite(value))
                    return true;
            }
        }

        return false;
    }

    // Buffers that old checkpoints carry, and the head a tied or a reward model leaves unused.
    private static bool IsHarmless(DecoderConfig config, string name) =>
        name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal) || name.EndsWith(".attn.bias", StringComparison.Ordinal)
        || name.EndsWith(".masked_bias", StringComparison.Ordinal) || name.EndsWith(".attention.bias", StringComparison.Ordinal)
        || GgufRope.Tensors.Contains(name)
        || (name is "lm_head.weight" or "embed_out.weight" && (config.Head.Tied || config.Head.Kind != HeadKind.LanguageModel));
}
