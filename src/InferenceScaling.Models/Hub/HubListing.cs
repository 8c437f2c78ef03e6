using System.Collections.Immutable;
using System.Text.Json;

namespace InferenceScaling.Models.Hub;

/// <summary>The files of a repository at one commit.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Files">Paths, as the server spells them: not yet to be trusted.</param>
internal sealed record HubListing(string Commit, ImmutableArray<string> Files)
{
    /// <exception cref="HubException">The answer is not what the interface promises.</exception>
    public static HubListing Parse(ReadOnlyMemory<byte> json, Uri address)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;
            var commit = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("sha", out var sha) && sha.ValueKind == JsonValueKind.String ? sha.GetString()! : string.Empty;
            if (commit.Length is < 7 or > 64 || !commit.All(char.IsAsciiHexDigitLower))
                throw new HubException($"{address} names no commit ('sha'); expected a hexadecimal one. Is it a Hugging Face style hub?");
            if (!root.TryGetProperty("siblings", out var siblings) || siblings.ValueKind != JsonValueKind.Array)
                throw new HubException($"{address} lists no files ('siblings').");
            return new(commit, [.. siblings.EnumerateArray().Select(NameOf).OfType<string>().Distinct(StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new HubException($"{address} answers with no valid JSON: {exception.Message}", exception);
        }
    }

    private static string? NameOf(JsonElement file) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty("rfilename", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}
