using System.Runtime.InteropServices;
using System.Text.Json;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Compares a tensor with a JSON description: an object with shape and flat values, or nested lists.</summary>
internal static class TensorCheck
{
    public static void Run(Checkpoint checkpoint, string name, JsonElement expected)
    {
        if (!checkpoint.Tensors.TryGetValue(name, out var entry))
            throw new ConformanceException($"there is no tensor '{name}'");

        var numbers = new List<JsonElement>();
        var shape = new List<long>();
        if (expected.ValueKind == JsonValueKind.Array)
        {
            MeasureShape(expected, shape);
            Flatten(expected, numbers);
        }
        else
        {
            var shapeElement = expected.TryGetProperty("shape", out var given) ? given : expected.GetProperty("shape_row_major");
            shape.AddRange(shapeElement.EnumerateArray().Select(dimension => dimension.GetInt64()));
            Flatten(expected.GetProperty("values"), numbers);
        }

        if (!entry.Shape.SequenceEqual(shape))
            throw new ConformanceException($"tensor '{name}' has the shape [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", shape)}]");

        var values = TensorReading.Singles(checkpoint, name);
        var exact = Exact(entry.Type, TensorReading.Bytes(checkpoint, name));
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != numbers[i].GetSingle() || (exact is not null && exact[i] != numbers[i].GetDouble()))
                throw new ConformanceException($"tensor '{name}' has {values[i]:R} at {i}, not {numbers[i].GetRawText()}");
        }
    }

    // The stored bytes of the wide types say more than a float can.
    private static double[]? Exact(TensorType type, byte[] bytes) => type switch
    {
        TensorType.F64 => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        TensorType.I64 => [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (double)value)],
        TensorType.I32 => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(value => (double)value)],
        _ => null,
    };

    private static void MeasureShape(JsonElement list, List<long> shape)
    {
        for (; list.ValueKind == JsonValueKind.Array; list = list[0])
            shape.Add(list.GetArrayLength());
    }

    private static void Flatten(JsonElement element, List<JsonElement> numbers)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            numbers.Add(element);
            return;
        }

        foreach (var item in element.EnumerateArray())
            Flatten(item, numbers);
    }
}
