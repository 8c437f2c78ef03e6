using InferenceScaling.Paths;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>One point at which functions are compared: every variable has a value that follows from its name and the point's number, the same on every machine.</summary>
/// <remarks>
/// Two different polynomials agree at a random point with a probability of at most degree / range (Schwartz 1980, Zippel 1979).
/// The first points are positive, where roots and logarithms are real; then come both signs; the last are positive integers, where n! and (-1)^n are defined.
/// </remarks>
internal readonly record struct SamplePoint(int Index)
{
    public const int Count = 10;

    private const int Positive = 4;
    private const int Signed = 7;

    public ComplexNumber this[string variable]
    {
        get
        {
            var random = PathRandom.Root(0, variable).Child(Index);
            if (Index >= Signed)
                return (BigRational)(2 + (int)(random.Bits(0) % 40));
            BigRational size = new(101 + (int)(random.Bits(0) % 2000), 211 + (int)(random.Bits(1) % 500));
            var negative = Index >= Positive && (random.Bits(2) & 1) == 0;

            // One variable alone is negative at the first signed point, whatever its name.
            return negative || Index == Positive ? -size : size;
        }
    }
}
