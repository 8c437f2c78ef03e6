using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Reads the settings of a GGUF file's architecture, with ranges.</summary>
/// <param name="file">The file.</param>
internal sealed class GgufSettings(GgufFile file)
{
    private readonly string _family = file.Metadata.GetString("general.architecture");

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

    public string Text(string name, string fallback) => file.Metadata.FindString(Key(name)) ?? fallback;

    public CheckpointFormatException Fault(string message) => new(CheckpointDefect.ModelMetadata, $"{file.Location}: {message}");

    private string Key(string name) => $"{_family}.{name}";
}
