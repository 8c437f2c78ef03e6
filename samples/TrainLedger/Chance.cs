namespace InferenceScaling.Samples.TrainLedger;

/// <summary>Random numbers of a lesson: a function of seed and lesson (SplitMix64).</summary>
internal struct Chance
{
    private ulong _state;

    public static Chance Of(ulong seed, long index) => new() { _state = (seed * 0xD1342543DE82EF95UL) ^ (ulong)index };

    /// <summary>Uniform in [0, 1).</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var value = _state;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return ((value ^ (value >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
