using System.Buffers;
using System.Text;

namespace InferenceScaling.Models.Decoding;

/// <summary>Where bytes end inside a character: tokens of byte-level vocabularies may hold parts of one.</summary>
internal static class Utf8Tail
{
    /// <summary>Number of bytes, 0 to 3, at the end that begin a character but do not finish it.</summary>
    public static int IncompleteLength(ReadOnlySpan<byte> bytes)
    {
        for (var length = Math.Min(3, bytes.Length); length > 0; length--)
        {
            if (Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData)
                return length;
        }

        return 0;
    }
}
