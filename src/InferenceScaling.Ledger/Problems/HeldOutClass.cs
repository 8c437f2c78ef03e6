using System.Security.Cryptography;

namespace InferenceScaling.Ledger.Problems;

/// <summary>The problems to test on: those whose token ids, a byte each, have an MD5 hash that begins with a byte below 4.</summary>
internal static class HeldOutClass
{
    private const int Bound = 4;

    /// <summary>Whether a problem belongs to the class.</summary>
    /// <exception cref="ArgumentException">The text has a word that is not in the vocabulary.</exception>
    public static bool Contains(string text)
    {
        var tokens = LedgerVocabulary.Encode(text);
        var bytes = new byte[tokens.Length];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)tokens[index];
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];

        // Nothing secret: the hash deals problems out to two classes, and the weights know these classes.
#pragma warning disable CA5351
        _ = MD5.HashData(bytes, hash);
#pragma warning restore CA5351
        return hash[0] < Bound;
    }
}
