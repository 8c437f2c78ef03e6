namespace InferenceScaling.Training;

/// <summary>Random numbers as a function of a seed and a place in a series (SplitMix64, Steele et al. 2014).</summary>
internal struct SplitMix(ulong seed, long index)
{
    private ulong _state = Mix(seed ^ Mix((ulong)index + 0x632BE59BD9B4E019UL));

    /// <summary>Uniform over all 64-bit numbers.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>Uniform in [0, bound).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
