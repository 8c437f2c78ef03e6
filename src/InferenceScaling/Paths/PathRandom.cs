using System.Numerics;

namespace InferenceScaling.Paths;

/// <summary>A counter-based random stream keyed by a place in the search tree: the same (seed, prompt, path, counter) gives the same number on every machine, in every batch and in any order of execution.</summary>
/// <remarks>
/// Keys are chained with the finaliser of SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
/// There is no state: a fork cannot inherit a sibling's stream, and a resumed search draws what the interrupted one would have drawn.
/// </remarks>
/// <param name="Key">Identifies the stream.</param>
public readonly record struct PathRandom(ulong Key)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The stream at the root of a search.</summary>
    /// <param name="seed">The request's seed.</param>
    /// <param name="text">The prompt: two prompts under one seed draw independently.</param>
    public static PathRandom Root(ulong seed, ReadOnlySpan<char> text)
    {
        var key = Mix(seed + Golden);
        foreach (var character in text)
            key = Mix(key ^ character) + Golden;
        return new(Mix(key ^ (ulong)text.Length));
    }

    /// <summary>The stream of the <paramref name="ordinal"/>-th child.</summary>
    /// <param name="ordinal">Place among the siblings, from zero.</param>
    public PathRandom Child(int ordinal) => new(Mix(BitOperations.RotateLeft(Key, 23) + (Golden * ((ulong)(uint)ordinal + 1))));

    /// <summary>Number <paramref name="counter"/> of the stream: 64 uniform bits.</summary>
    /// <param name="counter">For tokens: the token's index within its step.</param>
    public ulong Bits(ulong counter) => Mix(Mix(counter + Golden) ^ Key);

    /// <summary>Number <paramref name="counter"/> of the stream, uniform in [0, 1) with 53 bits.</summary>
    /// <param name="counter">For tokens: the token's index within its step.</param>
    public double Uniform(ulong counter) => (Bits(counter) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
