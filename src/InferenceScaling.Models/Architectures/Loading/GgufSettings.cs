using System.Collections.Immutable;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads the settings of a GGUF file's architecture, with ranges, and what its tensors say about them.</summary>
/// <param name="file">The file.</param>
internal sealed class GgufSettings(GgufFile file)
{
    /// <summary>The <c>general.architecture</c>, which begins the names of all settings.</summary>
    public string Architecture { get; } = file.Metadata.GetString("general.architecture");

    public bool Has(string name) => file.Metadata.ContainsKey(Key(name));

    public int Integer(string name, int minimum, int maximum, int? fallback = null)
    {
        if (fallback is { } number && !Has(name))
            return number;
        var value = file.Metadata[Key(name)].AsInt64();
        return value >= minimum && value <= maximum ? (int)value : throw Fault($"'{Key(name)}' is {value}; expected {minimum} to {maximum}.");
    }

    /// <summary>A number greater than zero.</summary>
    public double Number(string name, double? fallback = null)
    {
        if (fallback is { } number && !Has(name))
            return number;
        var value = file.Metadata[Key(name)].AsDouble();
        return value > 0 && double.IsFinite(value) ? value : throw Fault($"'{Key(name)}' is {value}; expected a number greater than zero.");
    }

    public bool Boolean(string name, bool fallback) => file.Metadata.FindBoolean(Key(name)) ?? fallback;

    public string Text(string name, string fallback) => file.Metadata.FindString(Key(name)) ?? fallback;

    /// <summary>One truth value a layer; empty where the setting is absent or a single number.</summary>
    public ImmutableArray<bool> Flags(string name, int layers)
    {
        if (!Has(name) || file.Metadata[Key(name)] is not { Type: GgufValueType.Array } value)
            return [];
        var flags = value.AsArray();
        return flags.Count == layers ? [.. flags.ToBooleans()] : throw Fault($"'{Key(name)}' has {flags.Count} elements; expected one for each of {layers} layers.");
    }

    public bool HasTensor(string name) => file.Tensors.ContainsKey(name);

    /// <summary>The shape of a tensor, outermost dimension first; null where there is none.</summary>
    public ImmutableArray<long>? TensorShape(string name) => file.Tensors.TryGetValue(name, out var entry) ? entry.Shape : null;

    /// <summary>The elements of a small tensor, all greater than zero.</summary>
    public ImmutableArray<double> Vector(string name, int length)
    {
        if (!file.Tensors.TryGetValue(name, out var entry) || entry.ElementCount != length)
            throw Fault($"'{name}' has {entry?.ElementCount ?? 0} elements; expected {length}.");
        var values = new float[length];
        file.ReadSingles(name, 0, values);
        return Array.TrueForAll(values, value => value > 0 && float.IsFinite(value))
            ? [.. values.Select(value => (double)value)]
            : throw Fault($"'{name}' holds a number that is not greater than zero.");
    }

    public CheckpointFormatException Fault(string message) => new(CheckpointDefect.ModelMetadata, $"{file.Location}: {message}");

    private string Key(string name) => $"{Architecture}.{name}";
}
