namespace InferenceScaling.Conformance.Strategies.DeepConf;

/// <summary>Compares sequences exactly.</summary>
internal static class GoldenSequence
{
    public static void Same<T>(string what, IEnumerable<T> found, IEnumerable<T> expected)
    {
        if (!found.SequenceEqual(expected))
            throw new ConformanceException($"{what} is [{string.Join(" | ", found)}], not [{string.Join(" | ", expected)}]");
    }
}
