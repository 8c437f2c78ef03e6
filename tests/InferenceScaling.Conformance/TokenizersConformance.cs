using System.IO.Compression;
using System.Text.Json;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Conformance;

/// <summary>Fixtures of tokenizers: a <c>tokenizer.json</c> (plain or <c>.br</c>) and <c>encodings.jsonl</c> (plain or <c>.gz</c>); ids and strings must be equal.</summary>
public sealed class TokenizersConformance : IConformanceKind
{
    public string Name => "tokenizers";

    public async Task RunAsync(string directory, ConformanceReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(report);
        var folders = IsFixture(directory) ? [directory] : Directory.EnumerateDirectories(directory).Where(IsFixture).Order(StringComparer.Ordinal).ToArray();
        if (folders.Length == 0)
            report.Fail(directory, "no folder with tokenizer.json[.br] and encodings.jsonl[.gz]");
        foreach (var folder in folders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunFixtureAsync(folder, report, cancellationToken);
        }
    }

    /// <summary>Reads the tokenizer of a fixture folder.</summary>
    public static Tokenizer Load(string folder)
    {
        using var stream = Open(folder, "tokenizer.json");
        return Tokenizer.FromJson(stream);
    }

    /// <summary>The JSON of a fixture's tokenizer.</summary>
    public static byte[] ReadTokenizer(string folder)
    {
        using var stream = Open(folder, "tokenizer.json");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>The texts of a fixture with their ids, without and with special tokens.</summary>
    public static IEnumerable<(string Text, int[] Ids, int[] SpecialIds)> Encodings(string folder)
    {
        using var reader = new StreamReader(Open(folder, "encodings.jsonl"));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return (document.RootElement.GetProperty("text").GetString()!, Ids(document.RootElement, "ids"), Ids(document.RootElement, "ids_special"));
        }
    }

    private static async Task RunFixtureAsync(string folder, ConformanceReport report, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(folder);
        Tokenizer tokenizer;
        try
        {
            tokenizer = Load(folder);
        }
        catch (IOException exception)
        {
            report.Fail(name, exception.Message);
            return;
        }

        using var reader = new StreamReader(Open(folder, "encodings.jsonl"));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
                continue;
            using var document = JsonDocument.Parse(line);
            var expected = document.RootElement;
            report.Case($"{name} {expected.GetProperty("i")} {Optional(expected, "cat")}", () => Check(tokenizer, expected));
        }
    }

    private static void Check(Tokenizer tokenizer, JsonElement expected)
    {
        var text = expected.GetProperty("text").GetString()!;
        var special = Ids(expected, "ids_special");
        Equal("ids", Ids(expected, "ids"), tokenizer.Encode(text, addSpecialTokens: false));
        Equal("ids_special", special, tokenizer.Encode(text, addSpecialTokens: true));
        Equal("decoded", expected.GetProperty("decoded").GetString()!, tokenizer.Decode(special));
        Equal("decoded_skip", expected.GetProperty("decoded_skip").GetString()!, tokenizer.Decode(special, skipSpecialTokens: true));
    }

    private static void Equal(string what, int[] expected, int[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
            throw new ConformanceException($"{what}: expected [{string.Join(' ', expected.Take(40))}], found [{string.Join(' ', actual.Take(40))}]");
    }

    private static void Equal(string what, string expected, string actual)
    {
        if (expected != actual)
            throw new ConformanceException($"{what}: expected {Quote(expected)}, found {Quote(actual)}");
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text.Length > 200 ? text[..200] : text)}\"";

    private static int[] Ids(JsonElement expected, string name) => [.. expected.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static string Optional(JsonElement expected, string name) => expected.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static bool IsFixture(string folder)
        => (File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "tokenizer.json.br")))
        && (File.Exists(Path.Combine(folder, "encodings.jsonl")) || File.Exists(Path.Combine(folder, "encodings.jsonl.gz")));

    private static Stream Open(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (File.Exists(path))
            return File.OpenRead(path);
        return File.Exists(path + ".br")
            ? new BrotliStream(File.OpenRead(path + ".br"), CompressionMode.Decompress)
            : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
    }
}
