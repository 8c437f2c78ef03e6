namespace InferenceScaling.Models.Decoding;

/// <summary>Compares arrays of token ids by content.</summary>
internal sealed class TokenSequenceComparer : IEqualityComparer<int[]>
{
    /// <inheritdoc/>
    public bool Equals(int[]? x, int[]? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsSpan().SequenceEqual(y));

    /// <inheritdoc/>
    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
