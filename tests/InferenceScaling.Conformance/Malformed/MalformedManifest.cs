using System.Text.Json;

namespace InferenceScaling.Conformance.Malformed;

/// <summary>Finds manifests and the entries that a folder asks for.</summary>
internal static class MalformedManifest
{
    private const string FileName = "manifest.json";

    /// <summary>The manifests in and below a folder; without one, the part of a manifest above that concerns the folder.</summary>
    public static IEnumerable<(string Root, MalformedEntry Entry)> Find(string directory, int maxDepth)
    {
        var below = Below(directory, maxDepth).ToList();
        return below.Count > 0 ? below : Above(directory, maxDepth);
    }

    private static IEnumerable<(string Root, MalformedEntry Entry)> Below(string directory, int depth) =>
        File.Exists(Path.Combine(directory, FileName))
            ? Read(directory).Select(entry => (directory, entry))
            : depth == 0 ? [] : Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).SelectMany(folder => Below(folder, depth - 1));

    private static IEnumerable<(string Root, MalformedEntry Entry)> Above(string directory, int maxDepth)
    {
        var root = Path.GetDirectoryName(directory);
        for (var depth = 0; depth < maxDepth && root is not null; depth++, root = Path.GetDirectoryName(root))
        {
            if (!File.Exists(Path.Combine(root, FileName)))
                continue;
            var part = Path.GetRelativePath(root, directory).Replace(Path.DirectorySeparatorChar, '/');
            return Read(root).Where(entry => entry.Path == part || entry.Path.StartsWith(part + '/', StringComparison.Ordinal)).Select(entry => (root, entry));
        }

        return [];
    }

    private static List<MalformedEntry> Read(string root)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, FileName)));
        return document.RootElement.TryGetProperty("entries", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => new MalformedEntry(Text(entry, "path"), Text(entry, "kind"), Text(entry, "expect"), Text(entry, "category"), Text(entry, "why")))]
            : [];
    }

    private static string Text(JsonElement entry, string member) => entry.GetProperty(member).GetString()!;
}
