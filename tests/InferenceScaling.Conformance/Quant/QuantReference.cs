using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.TorchSharp.Compression.Matrices;

namespace InferenceScaling.Conformance.Quant;

/// <summary>The reference's tensors and losses; remembers which tensors were read.</summary>
internal sealed class QuantReference : IDisposable
{
    // Of the largest element: what the reference says of its 32-bit tensors.
    private const double Tolerance = 1e-5;

    private readonly SafetensorsFile _file;
    private readonly JsonDocument _document;
    private readonly HashSet<string> _unread;

    private QuantReference(SafetensorsFile file, JsonDocument document)
    {
        (_file, _document) = (file, document);
        _unread = [.. file.Tensors.Keys];
    }

    public JsonElement Losses => _document.RootElement;

    public IEnumerable<string> Unread => _unread.Order(StringComparer.Ordinal);

    public static QuantReference Open(string directory)
    {
        var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "quant.json")));
        try
        {
            return new(SafetensorsFile.Open(Path.Combine(directory, "quant.safetensors")), document);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    public FiniteMatrix Matrix(string name)
    {
        var shape = _file.Tensors[name].Shape;
        return new(name, (int)shape[0], (int)shape[1], Array.ConvertAll(Numbers(name), value => (float)value));
    }

    /// <summary>The elements of any type, exactly.</summary>
    public double[] Numbers(string name)
    {
        _unread.Remove(name);
        var entry = _file.Tensors[name];
        var bytes = new byte[entry.ByteLength];
        _file.ReadBytes(name, 0, bytes);
        return entry.Type switch
        {
            TensorType.F64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
            TensorType.F32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
            TensorType.I32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), value => (double)value),
            TensorType.I8 => Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray(), value => (double)value),
            TensorType.U8 => Array.ConvertAll(bytes, value => (double)value),
            _ => throw new ConformanceException($"'{name}' is of type {entry.Type}"),
        };
    }

    /// <summary>Codes, masks, sums of integers, and scales, which are rounded the same way.</summary>
    public void Equal<T>(string name, IEnumerable<T> found)
        where T : struct, IConvertible => Compare(name, found, 0);

    /// <summary>Results of 32-bit arithmetic.</summary>
    public void Close<T>(string name, IEnumerable<T> found, double tolerance = Tolerance)
        where T : struct, IConvertible => Compare(name, found, tolerance * Numbers(name).Max(Math.Abs));

    public void Dispose()
    {
        _file.Dispose();
        _document.Dispose();
    }

    private void Compare<T>(string name, IEnumerable<T> found, double allowed)
        where T : struct, IConvertible
    {
        var values = found.Select(value => value.ToDouble(null)).ToArray();
        var expected = Numbers(name);
        if (values.Length != expected.Length)
            throw new ConformanceException($"{name} has {values.Length} elements, not {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(values[i] - expected[i]) <= allowed))
                throw new ConformanceException($"{name} has {values[i]:R} at {i}, not {expected[i]:R} within {allowed:R}");
        }
    }
}
