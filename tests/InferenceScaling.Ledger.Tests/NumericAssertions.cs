using FluentAssertions.Collections;

namespace InferenceScaling.Ledger.Tests;

internal static class NumericAssertions
{
    /// <summary>Compares number by number within a tolerance.</summary>
    public static void BeCloseToElements(this GenericCollectionAssertions<float> actual, IReadOnlyList<double> expected, double tolerance)
    {
        actual.HaveSameCount(expected);
        actual.Subject.Zip(expected, (found, wanted) => Math.Abs(found - wanted)).Max().Should().BeLessThan(tolerance);
    }
}
