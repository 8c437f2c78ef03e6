using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Saving;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>A decoder whose weights can be trained: any family that loads, on any device of libtorch, with fp32 weights and gradients.</summary>
/// <remarks>Not thread-safe. Weights have the canonical names of <see cref="DecoderWeightList"/>.</remarks>
public sealed class TrainableDecoder : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);
    private readonly DecoderGraph _graph;
    private readonly byte[]? _settings;
    private string? _textFolder;

    private TrainableDecoder(DecoderConfig config, byte[]? settings, Func<WeightShape, Tensor> make, TrainingDevice device)
    {
        Config = config;
        Device = device;
        _settings = settings;
        try
        {
            foreach (var weight in DecoderWeightList.Of(config))
                _parameters.Add(weight.Name, make(weight).requires_grad_(true).DetachFromDisposeScope());
        }
        catch
        {
            Dispose();
            throw;
        }

        _graph = new(config, _parameters, device);
    }

    /// <summary>What the decoder is.</summary>
    public DecoderConfig Config { get; }

    /// <summary>Where and in which type it computes.</summary>
    public TrainingDevice Device { get; }

    /// <summary>Number of weights.</summary>
    public long ParameterCount => _parameters.Values.Sum(parameter => parameter.NumberOfElements);

    /// <summary>The weights by canonical name: leaves of autograd, in fp32.</summary>
    internal IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>Makes a decoder with random weights.</summary>
    /// <param name="settings">What config.json of its family would say.</param>
    /// <param name="seed">Same seed, same weights.</param>
    /// <param name="initialization">How weights start; null for the defaults.</param>
    /// <param name="device">Where it computes; null for the CPU in fp32.</param>
    /// <exception cref="CheckpointFormatException">The settings contradict themselves, or are of an unknown family.</exception>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system.</exception>
    public static TrainableDecoder Create(JsonElement settings, ulong seed, WeightInitialization? initialization = null, TrainingDevice? device = null)
    {
        TorchRuntime.EnsureLoaded();
        var config = TransformersModel.Configure(settings, "config.json");
        using var generator = new Generator(seed);
        return new(config, JsonSerializer.SerializeToUtf8Bytes(settings), new WeightStart(config, initialization ?? new(), generator, device ?? new()).Make, device ?? new());
    }

    /// <summary>Reads a model that <see cref="Save"/>, or another program, wrote.</summary>
    /// <param name="folder">A folder with config.json and safetensors.</param>
    /// <param name="device">Where it computes; null for the CPU in fp32.</param>
    /// <exception cref="FileNotFoundException">There is no model.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, or of an unknown family.</exception>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system.</exception>
    public static TrainableDecoder Load(string folder, TrainingDevice? device = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var source = DecoderSource.Open(folder);
        if (source.Folder is null)
            throw new ArgumentException($"{folder} is a single file; training needs a folder with config.json, which ModelSaver.Save makes of it.", nameof(folder));
        var decoder = From(source, File.ReadAllBytes(Path.Combine(source.Folder, "config.json")), device ?? new());
        decoder._textFolder = source.Folder;
        return decoder;
    }

    /// <summary>Copies weights that are at hand: a teacher from any file, a model that was cut.</summary>
    /// <param name="config">The decoder.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <param name="settings">What its config.json says, for <see cref="Save"/>; null for a decoder that is never saved.</param>
    /// <param name="device">Where it computes; null for the CPU in fp32.</param>
    /// <exception cref="ArgumentException">A weight is missing or of another shape, or the settings are of another decoder.</exception>
    /// <exception cref="CheckpointFormatException">The settings contradict themselves, or are of an unknown family.</exception>
    /// <exception cref="TorchUnavailableException">There is no libtorch for this system.</exception>
    public static TrainableDecoder From(DecoderConfig config, IDecoderWeights weights, JsonElement? settings = null, TrainingDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        TorchRuntime.EnsureLoaded();
        if (settings is { } said && !SavedConfig.Same(Cut(TransformersModel.Configure(said, "config.json")), Cut(config)))
            throw new ArgumentException($"The settings are of another {config.Family} decoder than the configuration: they may differ in layers only.", nameof(settings));
        return new(config, settings is { } written ? JsonSerializer.SerializeToUtf8Bytes(written) : null, weight => Read(weights, weight, device ?? new()), device ?? new());
    }

    /// <summary>A decoder of the same kind with other layers and weights: this one after neurons, heads or layers were taken out. It has the settings and the texts of this one, and is saved with its own sizes.</summary>
    /// <param name="config">The decoder; differs from <see cref="Config"/> in layers only.</param>
    /// <param name="weights">Its weights; read during the call only.</param>
    /// <exception cref="ArgumentException">The decoder is of another kind, or a weight is missing or of another shape.</exception>
    public TrainableDecoder With(DecoderConfig config, IDecoderWeights weights)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        return SavedConfig.Same(Cut(Config), Cut(config))
            ? new(config, _settings, weight => Read(weights, weight, Device), Device) { _textFolder = _textFolder }
            : throw new ArgumentException($"The configuration is of another decoder than this {Config.Family}: it may differ in layers only.", nameof(config));
    }

    /// <summary>Copies a model: the same decoder with weights of its own.</summary>
    public TrainableDecoder Copy() => new(Config, _settings, weight => Clone(_parameters[weight.Name]), Device) { _textFolder = _textFolder };

    /// <summary>Writes config.json, model.safetensors and the tokenizer files, which the loaders of this library read, and for families that others know, theirs too.</summary>
    /// <param name="folder">Where to; made where it is not there.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <param name="textFolder">Where tokenizer.json and its like are copied from; null for the folder the model was loaded from, and none for a model that was created.</param>
    /// <exception cref="ArgumentException">The type is none of the three.</exception>
    /// <exception cref="CheckpointFormatException">The family's config.json has no words for the decoder's layers.</exception>
    /// <exception cref="InvalidOperationException">The decoder was made without settings.</exception>
    public void Save(string folder, TensorType type = TensorType.BF16, string? textFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            throw new ArgumentException($"The type is {type}; expected F32, F16 or BF16.", nameof(type));
        if (_settings is null)
            throw new InvalidOperationException($"The decoder was made without settings, so there is no config.json to write; give {nameof(From)} what its config.json says.");
        Directory.CreateDirectory(folder);
        SavedDecoder.Write(Config, new ParameterWeights(_parameters), _settings, type, folder);
        if ((textFolder ?? _textFolder) is { } text)
            SavedText.Copy(text, folder);
    }

    /// <summary>The weights as they are now, for an executor: <c>backend.CreateExecutor(decoder.Config, decoder.Weights)</c>.</summary>
    public IDecoderWeights Weights => new ParameterWeights(_parameters);

    /// <summary>The loss of a batch: mean cross-entropy at the trained positions, in nats. A scalar that can be differentiated.</summary>
    internal Tensor Loss(TrainingBatch batch) => _graph.Loss(batch);

    /// <summary>Outputs of a batch at chosen rows: [rows, output width].</summary>
    internal Tensor Outputs(TrainingBatch batch, Tensor rows) => _graph.Outputs(batch, rows);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
            parameter.Dispose();
        _parameters.Clear();
    }

    private static TrainableDecoder From(DecoderSource source, byte[] settings, TrainingDevice device)
    {
        TorchRuntime.EnsureLoaded();
        return new(source.Config, settings, weight => Read(source.Weights, weight, device), device);
    }

    // All that layers do not change.
    private static DecoderConfig Cut(DecoderConfig config) => config with { LayerCount = 0, Layers = [] };

    private static Tensor Clone(Tensor parameter)
    {
        using var detached = parameter.detach();
        return detached.clone();
    }

    private static Tensor Read(IDecoderWeights weights, WeightShape weight, TrainingDevice device)
    {
        if (!weights.Contains(weight.Name))
            throw new ArgumentException($"The weights lack '{weight.Name}', which the decoder needs.", nameof(weights));
        if (!weights.Shape(weight.Name).SequenceEqual(weight.Shape.AsSpan()))
            throw new ArgumentException($"'{weight.Name}' is [{string.Join(", ", weights.Shape(weight.Name).ToArray())}]; the decoder needs [{string.Join(", ", weight.Shape)}].", nameof(weights));
        var values = new float[weight.ElementCount];
        weights.Read(weight.Name, 0, values);
        using var near = tensor(values, weight.Shape.ToArray());
        return near.to(torch.device(device.Device), copy: true);
    }
}
