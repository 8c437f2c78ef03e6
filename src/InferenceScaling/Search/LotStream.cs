using InferenceScaling.Paths;

namespace InferenceScaling.Search;

/// <summary>The lots that a strategy draws one after the other. Not thread-safe: it belongs to one search.</summary>
internal sealed class LotStream(PathRandom random)
{
    private ulong _counter;

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => random.Uniform(_counter++);

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return radius * Math.Cos(2 * Math.PI * Uniform());
    }

    /// <summary>Gamma of unit scale, by Marsaglia and Tsang (2000).</summary>
    /// <param name="shape">Above 0.</param>
    public double Gamma(double shape)
    {
        if (shape < 1)
            return Gamma(shape + 1) * Math.Pow(1 - Uniform(), 1 / shape);
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + (c * x);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
