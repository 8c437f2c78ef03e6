using System.Globalization;

namespace InferenceScaling.Conformance.Arch;

/// <summary>Compares numbers and token ids with a reference.</summary>
public static class Comparison
{
    public static void Close(string what, ReadOnlySpan<float> found, ReadOnlySpan<float> expected, double tolerance)
    {
        if (found.Length != expected.Length)
            throw new ConformanceException($"{what}: {found.Length} numbers, not {expected.Length}");
        for (var index = 0; index < found.Length; index++)
            Close($"{what}[{index}]", found[index], expected[index], tolerance);
    }

    public static void Close(string what, double found, double expected, double tolerance)
    {
        if (!(Math.Abs(found - expected) <= tolerance))
            throw new ConformanceException(string.Create(CultureInfo.InvariantCulture, $"{what} is {found}, not {expected} (off by {Math.Abs(found - expected):G3}, allowed {tolerance})"));
    }

    public static void Equal(string what, ReadOnlySpan<int> found, ReadOnlySpan<int> expected)
    {
        if (!found.SequenceEqual(expected))
            throw new ConformanceException($"{what}: {string.Join(' ', found.ToArray())} instead of {string.Join(' ', expected.ToArray())}");
    }
}
