using System.Text.Json;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Conformance.Gguf;

/// <summary>Odd but valid files with their content in <c>expected.json</c>: a member a file, in it metadata (with <c>type</c>), texts, and tensors (with a shape, or nested lists).</summary>
internal sealed class ValidFileFixture : IGgufFixture
{
    private const string ExpectedFile = "expected.json";
    private const string BaseFile = "kv_types";
    private const string TensorPrefix = "tensor ";

    public bool Matches(string folder) => File.Exists(Path.Combine(folder, ExpectedFile)) && Directory.EnumerateFiles(folder, "*.gguf").Any();

    public Task RunAsync(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ExpectedFile)));
        foreach (var member in document.RootElement.EnumerateObject())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, member.Name + ".gguf");

            // A sentence instead of content says "same as kv_types".
            var expected = member.Value.ValueKind == JsonValueKind.String ? document.RootElement.GetProperty(BaseFile) : member.Value;
            report.Case($"{Path.GetFileName(folder)}/{member.Name}", () => Check(path, expected));
        }

        return Task.CompletedTask;
    }

    private static void Check(string path, JsonElement expected)
    {
        if (expected.TryGetProperty("content", out _))
        {
            // The big-endian file: a reader may refuse it, but must say why.
            var refusal = Refusal(path);
            if (!refusal.Contains("big-endian", StringComparison.Ordinal))
                throw new ConformanceException($"the refusal does not say that the file is big-endian: {refusal}");
            return;
        }

        using var file = GgufFile.Open(path);
        var tensors = 0;
        foreach (var member in expected.EnumerateObject())
        {
            var isTensor = member.Value.ValueKind == JsonValueKind.Array || (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("values", out _));
            if (isTensor)
            {
                tensors++;
                TensorCheck.Run(file, member.Name.StartsWith(TensorPrefix, StringComparison.Ordinal) ? member.Name[TensorPrefix.Length..] : member.Name, member.Value);
            }
            else
            {
                MetadataCheck.Run(file.Metadata, member.Name, member.Value);
            }
        }

        if (file.Tensors.Count != tensors)
            throw new ConformanceException($"the file gives {file.Tensors.Count} tensors, not {tensors}");
    }

    private static string Refusal(string path)
    {
        try
        {
            GgufFile.Open(path).Dispose();
        }
        catch (CheckpointFormatException exception)
        {
            return exception.Message;
        }

        throw new ConformanceException("the big-endian file was opened as if it were little-endian");
    }
}
