using System.Runtime.InteropServices;

namespace InferenceScaling.Models.Decoding;

/// <summary>Says which step of a context: where it begins, its tokens and, if it was read, what was asked of them. Equal keys stand for equal contexts and equal results.</summary>
/// <remarks>A key outlives its request: it must not lead to the result, or the owner of a forgotten context would never be finalized.</remarks>
internal readonly struct StepKey : IEquatable<StepKey>
{
    private readonly int[] _tokens;
    private readonly ReadQuestion? _question;
    private readonly int _hash;

    /// <summary>Makes a key.</summary>
    /// <param name="origin">Where the step begins.</param>
    /// <param name="tokens">Its tokens; not changed from now on.</param>
    /// <param name="question">What is asked of them; null where they were generated.</param>
    public StepKey(StepOrigin origin, int[] tokens, ReadQuestion? question)
    {
        (Origin, _tokens, _question) = (origin, tokens, question);
        var hash = default(HashCode);
        hash.Add(origin);
        hash.AddBytes(MemoryMarshal.AsBytes(tokens.AsSpan()));
        _hash = hash.ToHashCode();
    }

    /// <summary>Where the step begins.</summary>
    public StepOrigin Origin { get; }

    /// <inheritdoc/>
    public bool Equals(StepKey other) =>
        _hash == other._hash && Origin == other.Origin && _tokens.AsSpan().SequenceEqual(other._tokens) && Equals(_question, other._question);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StepKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
