using System.Security.Cryptography;

namespace InferenceScaling.TorchSharp.Native;

/// <summary>Stores small files in a per-user folder under the hash of what they hold, safely while other processes do the same.</summary>
internal static class NativeFileCache
{
    private const string FolderName = "inference-scaling";

    /// <summary>Where to store, best first: the user's cache folder, then a per-user folder for temporary files.</summary>
    public static IEnumerable<string> Roots()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (!string.IsNullOrEmpty(cache) && Path.IsPathRooted(cache))
            yield return Path.Combine(cache, FolderName);
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (!string.IsNullOrEmpty(local))
            yield return Path.Combine(local, FolderName);
        yield return Path.Combine(Path.GetTempPath(), $"{FolderName}-{Environment.UserName}");
    }

    /// <summary>Stores a file if it is not there yet.</summary>
    /// <param name="roots">Folders to try, best first.</param>
    /// <param name="name">File name.</param>
    /// <param name="content">What it holds.</param>
    /// <returns>Full path of a file with exactly this content.</returns>
    /// <exception cref="IOException">None of the folders can be written.</exception>
    public static string Store(IEnumerable<string> roots, string name, ReadOnlySpan<byte> content)
    {
        var hash = SHA256.HashData(content);
        var key = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        var refusals = new List<string>();
        foreach (var root in roots)
        {
            try
            {
                var folder = Path.Combine(root, key);
                var path = Path.Combine(folder, name);
                if (!Holds(path, content.Length, hash))
                    Write(folder, path, content);
                return path;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                refusals.Add($"'{root}' ({exception.Message})");
            }
        }

        throw new IOException($"No folder to store '{name}' in could be written: {string.Join(", ", refusals)}. Set XDG_CACHE_HOME to a folder that can.");
    }

    private static void Write(string folder, string path, ReadOnlySpan<byte> content)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Rename is atomic: another process sees the whole file or none, and whoever renames last replaces it with the same bytes.
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A shared temporary folder is open to others: trust the content, not the name.
    private static bool Holds(string path, int length, ReadOnlySpan<byte> hash)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != length)
            return false;
        using var stream = File.OpenRead(path);
        return SHA256.HashData(stream).AsSpan().SequenceEqual(hash);
    }
}
