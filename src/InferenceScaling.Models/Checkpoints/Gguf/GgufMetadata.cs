using System.Diagnostics.CodeAnalysis;

namespace InferenceScaling.Models.Checkpoints.Gguf;

/// <summary>The metadata of a GGUF file by key. <c>Get</c> methods throw where the key is missing, <c>Find</c> methods return null; both throw where the value is of another kind.</summary>
/// <remarks>Exceptions are <see cref="CheckpointFormatException"/>s, because a missing or ill-typed key is a fault of the file.</remarks>
public sealed class GgufMetadata
{
    private readonly string _location;
    private readonly Dictionary<string, GgufValue> _values;

    internal GgufMetadata(string location, Dictionary<string, GgufValue> values)
    {
        _location = location;
        _values = values;
    }

    /// <summary>Number of entries.</summary>
    public int Count => _values.Count;

    /// <summary>The keys, in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>The value of a key.</summary>
    /// <exception cref="CheckpointFormatException">The file has no such key.</exception>
    public GgufValue this[string key] => _values.TryGetValue(key, out var value)
        ? value
        : throw new CheckpointFormatException(CheckpointDefect.ModelMetadata, $"{_location} lacks the metadata '{key}'.");

    /// <summary>The text of a key.</summary>
    public string GetString(string key) => this[key].AsString();

    /// <summary>The non-negative integer of a key.</summary>
    public uint GetUInt32(string key) => this[key].AsUInt32();

    /// <summary>The integer of a key.</summary>
    public int GetInt32(string key) => this[key].AsInt32();

    /// <summary>The float of a key.</summary>
    public float GetSingle(string key) => this[key].AsSingle();

    /// <summary>The truth value of a key.</summary>
    public bool GetBoolean(string key) => this[key].AsBoolean();

    /// <summary>The array of a key.</summary>
    public GgufArray GetArray(string key) => this[key].AsArray();

    /// <summary>The text of a key, or null where there is none.</summary>
    public string? FindString(string key) => _values.GetValueOrDefault(key)?.AsString();

    /// <summary>The non-negative integer of a key, or null where there is none.</summary>
    public uint? FindUInt32(string key) => _values.GetValueOrDefault(key)?.AsUInt32();

    /// <summary>The integer of a key, or null where there is none.</summary>
    public int? FindInt32(string key) => _values.GetValueOrDefault(key)?.AsInt32();

    /// <summary>The float of a key, or null where there is none.</summary>
    public float? FindSingle(string key) => _values.GetValueOrDefault(key)?.AsSingle();

    /// <summary>The truth value of a key, or null where there is none.</summary>
    public bool? FindBoolean(string key) => _values.GetValueOrDefault(key)?.AsBoolean();

    /// <summary>The array of a key, or null where there is none.</summary>
    public GgufArray? FindArray(string key) => _values.GetValueOrDefault(key)?.AsArray();

    /// <summary>Whether the file has the key.</summary>
    public bool ContainsKey(string key) => _values.ContainsKey(key);

    /// <summary>Gives the value of a key if the file has it.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out GgufValue value) => _values.TryGetValue(key, out value);
}
