using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>Says which step of a context: where it begins, its tokens and, if it was read, what was asked of them. Equal keys stand for equal contexts and equal results.</summary>
internal readonly struct StepKey : IEquatable<StepKey>
{
    private readonly int[] _tokens;
    private readonly ReadRequest? _read;
    private readonly int _hash;

    /// <summary>Makes a key.</summary>
    /// <param name="origin">Where the step begins.</param>
    /// <param name="tokens">Its tokens; not changed from now on.</param>
    /// <param name="read">The request that reads it; null where it was generated.</param>
    public StepKey(StepOrigin origin, int[] tokens, ReadRequest? read)
    {
        (Origin, _tokens, _read) = (origin, tokens, read);
        var hash = default(HashCode);
        hash.Add(origin);
        hash.AddBytes(MemoryMarshal.AsBytes(tokens.AsSpan()));
        _hash = hash.ToHashCode();
    }

    /// <summary>Where the step begins.</summary>
    public StepOrigin Origin { get; }

    /// <inheritdoc/>
    public bool Equals(StepKey other) =>
        _hash == other._hash && Origin == other.Origin && _tokens.AsSpan().SequenceEqual(other._tokens) && (_read is null ? other._read is null : other._read is not null && _read.AsksTheSame(other._read));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StepKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
