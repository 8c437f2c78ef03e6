using InferenceScaling.Paths;

namespace InferenceScaling.Answers.Mathematics;

/// <summary>One point at which functions are compared: every variable has a value that follows from its name and the point's number, the same on every machine.</summary>
/// <remarks>
/// Two different polynomials agree at a random point with a probability of at most degree / range (Schwartz 1980, Zippel 1979).
/// The first points are positive, where roots and logarithms are real; then come both signs; the last are positive integers, where n! and (-1)^n are defined.
/// Signs follow the bits of a letter and their complements, so that of any two letters each is negative somewhere while the other is positive: √(a²b) is not a√b.
/// </remarks>
internal readonly record struct SamplePoint(int Index)
{
    public const int Count = AllNegative + 1 + (2 * SignBits) + 3;

    private const int AllNegative = 4;
    private const int SignBits = 6;

    public ComplexNumber this[string variable]
    {
        get
        {
            var random = PathRandom.Root(0, variable).Child(Index);
            if (Index > AllNegative + (2 * SignBits))
                return (BigRational)(2 + (int)(random.Bits(0) % 40));
            BigRational size = new(101 + (int)(random.Bits(0) % 2000), 211 + (int)(random.Bits(1) % 500));
            return IsNegative(variable) ? -size : size;
        }
    }

    private bool IsNegative(string variable)
    {
        if (Index <= AllNegative)
            return Index == AllNegative;
        var pattern = Index - AllNegative - 1;
        var code = variable.Length == 1 ? variable[0] : PathRandom.Root(1, variable).Bits(0);
        return ((code >> (pattern / 2)) & 1) == (ulong)(pattern % 2);
    }
}
