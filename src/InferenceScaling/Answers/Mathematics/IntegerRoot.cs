using System.Numerics;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>Roots of integers.</summary>
internal static class IntegerRoot
{
    /// <summary>The largest r with r^degree at most value, for a value that is not negative.</summary>
    public static BigInteger Floor(BigInteger value, int degree)
    {
        if (value.IsZero)
            return value;

        // Newton from above: the sequence falls until it reaches the root.
        var root = BigInteger.One << (int)((value.GetBitLength() + degree - 1) / degree);
        while (true)
        {
            var next = (((degree - 1) * root) + (value / BigInteger.Pow(root, degree - 1))) / degree;
            if (next >= root)
                return root;
            root = next;
        }
    }

    /// <summary>The exact root of a fraction that is not negative, or null if it is irrational.</summary>
    public static BigRational? Exact(BigRational value, int degree)
    {
        var numerator = Floor(value.Numerator, degree);
        var denominator = Floor(value.Denominator, degree);
        return BigInteger.Pow(numerator, degree) == value.Numerator && BigInteger.Pow(denominator, degree) == value.Denominator
            ? new(numerator, denominator)
            : null;
    }
}
