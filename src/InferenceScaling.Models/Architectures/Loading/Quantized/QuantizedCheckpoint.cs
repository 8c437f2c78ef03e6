using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading.Quantized;

/// <summary>A checkpoint whose config.json says that matrices are kept in integers: each stands for one tensor <c>….weight</c> in fp32, and the tensors it is spread over are hidden. Owns the checkpoint.</summary>
internal sealed class QuantizedCheckpoint : Checkpoint
{
    private const string Field = "quantization_config";

    private readonly Dictionary<string, IntegerMatrix> _matrices;

    private QuantizedCheckpoint(Checkpoint stored, IEnumerable<IntegerMatrix> matrices, IReadOnlyList<string> parts)
    {
        Stored = stored;
        _matrices = matrices.ToDictionary(matrix => matrix.Entry.Name, StringComparer.Ordinal);
        var hidden = _matrices.Values.SelectMany(matrix => parts.Select(part => matrix.Entry.Name[..^"weight".Length] + part)).ToHashSet(StringComparer.Ordinal);
        var tensors = stored.Tensors.Where(pair => !hidden.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var (name, matrix) in _matrices)
            tensors[name] = matrix.Entry;
        Tensors = tensors.AsReadOnly();
    }

    /// <summary>The tensors as the file has them.</summary>
    public Checkpoint Stored { get; }

    /// <inheritdoc/>
    public override string Location => Stored.Location;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>The checkpoint as its config.json understands it: itself where nothing is quantised.</summary>
    /// <param name="stored">Owned by the result, and disposed if this fails.</param>
    /// <param name="settings">The settings of config.json.</param>
    /// <param name="settingsPath">Where they came from, for messages.</param>
    /// <exception cref="CheckpointFormatException">The method is not supported, or tensors and settings contradict each other.</exception>
    public static Checkpoint Open(Checkpoint stored, JsonElement settings, string settingsPath)
    {
        try
        {
            var root = new ConfigReader(settings, settingsPath);
            return root.Section(Field) is { } config ? Open(stored, config) : stored;
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void ReadBytes(string name, long byteOffset, Span<byte> destination)
    {
        if (!_matrices.TryGetValue(name, out var matrix))
        {
            Stored.ReadBytes(name, byteOffset, destination);
            return;
        }

        if (byteOffset < 0 || byteOffset > matrix.Entry.ByteLength - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), byteOffset, $"Tensor '{name}' has {matrix.Entry.ByteLength} bytes; {destination.Length} from {byteOffset} leave it.");
        var (first, cut) = Math.DivRem(byteOffset, sizeof(float));
        var values = new float[(cut + destination.Length + sizeof(float) - 1) / sizeof(float)];
        matrix.ReadSingles(first, values);
        MemoryMarshal.AsBytes(values.AsSpan()).Slice((int)cut, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    public override void ReadSingles(string name, long elementOffset, Span<float> destination)
    {
        if (!_matrices.TryGetValue(name, out var matrix))
        {
            Stored.ReadSingles(name, elementOffset, destination);
            return;
        }

        if (elementOffset < 0 || elementOffset > matrix.Entry.ElementCount - destination.Length)
            throw new ArgumentOutOfRangeException(nameof(elementOffset), elementOffset, $"Tensor '{name}' has {matrix.Entry.ElementCount} elements; {destination.Length} from {elementOffset} leave it.");
        matrix.ReadSingles(elementOffset, destination);
    }

    /// <inheritdoc/>
    internal override QuantizationFormat? Quantization(string name) => _matrices.GetValueOrDefault(name)?.Format;

    /// <inheritdoc/>
    internal override bool IsOutputMajor(string name) => _matrices.GetValueOrDefault(name)?.IsOutputMajor ?? false;

    /// <inheritdoc/>
    internal override QuantizedMatrix ReadQuantized(string name, int firstRow, int rows) => _matrices.TryGetValue(name, out var matrix) ? matrix.Read(firstRow, rows) : base.ReadQuantized(name, firstRow, rows);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Stored.Dispose();

    private static QuantizedCheckpoint Open(Checkpoint stored, ConfigReader config)
    {
        var method = config.Text("quant_method");
        if (method == "gptq")
        {
            var settings = GptqSettings.Read(config);
            return new(stored, Modules(stored, ".qweight").Select(module => GptqMatrix.Open(new(stored, module), settings)), GptqMatrix.PartNames);
        }

        if (method != "compressed-tensors")
        {
            throw new CheckpointFormatException(
                CheckpointDefect.Unsupported,
                $"{config.Location}: '{Field}.quant_method' is '{(method.Length <= 60 ? method : method[..60] + "…")}', which is not supported; supported: compressed-tensors (int-quantized, pack-quantized) and gptq. Load the model as it was before, convert it to one of these formats, or take a GGUF file of it.");
        }

        var groups = CompressedSettings.Read(config);
        return new(
            stored,
            Modules(stored, ".weight_packed", ".weight_scale", ".weight").Select(module => CompressedMatrix.Open(new(stored, module), groups.Find(module) ?? throw Unexpected(stored, config, module))),
            CompressedMatrix.PartNames);
    }

    // A matrix shows by its tensors: a plain '.weight' is one only where it holds bytes.
    private static SortedSet<string> Modules(Checkpoint stored, params string[] endings)
    {
        var modules = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, entry) in stored.Tensors)
        {
            if (endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } found && (found != ".weight" || entry.Type == TensorType.I8))
                modules.Add(name[..^found.Length]);
        }

        return modules;
    }

    private static CheckpointFormatException Unexpected(Checkpoint stored, ConfigReader config, string module) =>
        new(CheckpointDefect.Config, $"{stored.Location} holds '{module}' quantised, and {config.Location} has no group of '{Field}.config_groups' for it, or ignores it. Settings and weights are of different models, or one of them is damaged.");
}
