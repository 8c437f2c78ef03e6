using System.Text.Json;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Conformance;

/// <summary>The tokenizers among the malformed inputs: each must load, or fail with <see cref="TokenizerFormatException"/> in bounded time and memory.</summary>
internal static class MalformedTokenizers
{
    private const long AllowedBytes = 256L << 20;
    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(10);

    /// <summary>Runs the entries of kind <c>tokenizer_json</c> of the manifest in a folder.</summary>
    public static void Run(string directory, ConformanceReport report)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "manifest.json")));
        foreach (var entry in manifest.RootElement.GetProperty("entries").EnumerateArray())
        {
            if (entry.GetProperty("kind").GetString() != "tokenizer_json")
                continue;
            var path = entry.GetProperty("path").GetString()!;
            report.Case(path, () => Check(Path.Combine(directory, path), entry.GetProperty("expect").GetString()!));
        }
    }

    private static void Check(string path, string expect)
    {
        var started = TimeProvider.System.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var failure = Load(path);
        if (TimeProvider.System.GetElapsedTime(started) > AllowedTime)
            throw new ConformanceException($"took longer than {AllowedTime}");
        if (GC.GetAllocatedBytesForCurrentThread() - allocated > AllowedBytes + (64 * new FileInfo(path).Length))
            throw new ConformanceException("allocated more than its size explains");
        switch (expect)
        {
            case "ok" when failure is not null:
                throw new ConformanceException($"should load, but: {failure.Message}");
            case "error" when failure is null:
                throw new ConformanceException("loaded, but should fail");
            case "error" when !failure!.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal):
                throw new ConformanceException($"the message does not name the file: {failure.Message}");
        }
    }

    // Any other exception is a failure of the case.
    private static TokenizerFormatException? Load(string path)
    {
        try
        {
            _ = Tokenizer.FromJson(path).Encode("aab ba");
            return null;
        }
        catch (TokenizerFormatException exception)
        {
            return exception;
        }
    }
}
