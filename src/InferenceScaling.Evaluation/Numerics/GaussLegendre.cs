namespace InferenceScaling.Evaluation.Numerics;

/// <summary>Integrals of smooth functions by five points a panel.</summary>
internal static class GaussLegendre
{
    private static readonly double Inner = Math.Sqrt(5 - (2 * Math.Sqrt(10.0 / 7))) / 3;
    private static readonly double Outer = Math.Sqrt(5 + (2 * Math.Sqrt(10.0 / 7))) / 3;
    private static readonly double InnerWeight = (322 + (13 * Math.Sqrt(70))) / 900;
    private static readonly double OuterWeight = (322 - (13 * Math.Sqrt(70))) / 900;

    /// <summary>The integral from one end to the other.</summary>
    public static double Integrate(Func<double, double> function, double from, double to, int panels)
    {
        var half = (to - from) / panels / 2;
        var sum = 0.0;
        for (var panel = 0; panel < panels; panel++)
        {
            var middle = from + (((2 * panel) + 1) * half);
            sum += (128.0 / 225 * function(middle))
                + (InnerWeight * (function(middle - (Inner * half)) + function(middle + (Inner * half))))
                + (OuterWeight * (function(middle - (Outer * half)) + function(middle + (Outer * half))));
        }

        return sum * half;
    }
}
