using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Safetensors;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Pairs of <c>T.gguf</c> and <c>T.dequant.safetensors</c>: every tensor must dequantise to the same bits, NaN to NaN.</summary>
internal sealed class QuantFixture : IGgufFixture
{
    private const string Suffix = ".dequant.safetensors";

    public bool Matches(string folder) => Directory.EnumerateFiles(folder, "*" + Suffix).Any();

    public Task RunAsync(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        foreach (var expectedPath in Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = expectedPath[..^Suffix.Length] + ".gguf";
            report.Case($"{Path.GetFileName(folder)}/{Path.GetFileName(path)}", () => Compare(path, expectedPath, report));
        }

        return Task.CompletedTask;
    }

    private static void Compare(string path, string expectedPath, ConformanceReport report)
    {
        using var found = GgufFile.Open(path);
        using var expected = SafetensorsFile.Open(expectedPath);

        // NAME.source is the input of the quantiser.
        var names = expected.Tensors.Keys.Where(name => !name.EndsWith(".source", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names)
            report.Case($"{Path.GetFileName(path)} {name}", () => CompareTensor(found, expected, name));
        if (!names.SetEquals(found.Tensors.Keys))
            throw new ConformanceException($"the tensors are {string.Join(", ", found.Tensors.Keys)}, not {string.Join(", ", names)}");
    }

    private static void CompareTensor(Checkpoint found, Checkpoint expected, string name)
    {
        var shape = expected.Tensors[name].Shape;
        if (!found.Tensors[name].Shape.SequenceEqual(shape))
            throw new ConformanceException($"the shape is [{string.Join(", ", found.Tensors[name].Shape)}], not [{string.Join(", ", shape)}]");

        var values = TensorReading.Singles(found, name);
        var reference = TensorReading.Singles(expected, name);
        for (var i = 0; i < reference.Length; i++)
        {
            var equal = BitConverter.SingleToInt32Bits(values[i]) == BitConverter.SingleToInt32Bits(reference[i]) || (float.IsNaN(values[i]) && float.IsNaN(reference[i]));
            if (!equal)
                throw new ConformanceException($"element {i} is {values[i]:R}, not {reference[i]:R}");
        }
    }
}
