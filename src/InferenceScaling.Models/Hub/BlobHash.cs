using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace InferenceScaling.Models.Hub;

/// <summary>Compares a file with the hash its entity tag is: SHA-256 (64 digits), or Git's hash of a blob (40 digits).</summary>
internal static class BlobHash
{
    /// <summary>Whether the file is what its tag says; true where the tag is no hash.</summary>
    public static async Task<bool> MatchesAsync(string path, string tag, CancellationToken cancellationToken)
    {
        if (tag.Length is not (40 or 64) || !tag.All(char.IsAsciiHexDigitLower))
            return true;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            var hash = tag.Length == 64
                ? await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)
                : await GitAsync(stream, cancellationToken).ConfigureAwait(false);
            return Convert.ToHexStringLower(hash) == tag;
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "Git names its blobs by SHA-1; large files have SHA-256.")]
    private static async Task<byte[]> GitAsync(FileStream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            hash.AppendData(buffer, 0, count);
        return hash.GetHashAndReset();
    }
}
