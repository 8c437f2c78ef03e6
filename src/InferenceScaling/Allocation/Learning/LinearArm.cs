namespace InferenceScaling.Allocation.Learning;

/// <summary>The ridge regression of one arm's rewards on the context: A = λI + Σ x xᵀ, b = Σ r x. Old observations fade by the discount; the ridge does not (Russac et al. 2019). Not thread-safe.</summary>
internal sealed class LinearArm
{
    private readonly double _ridge;
    private double[,]? _factor;

    public LinearArm(int size, double ridge)
    {
        _ridge = ridge;
        Moments = new double[size, size];
        Rewards = new double[size];
    }

    /// <summary>Σ x xᵀ.</summary>
    public double[,] Moments { get; }

    /// <summary>Σ r x.</summary>
    public double[] Rewards { get; }

    /// <summary>Faded number of observations.</summary>
    public double Weight { get; set; }

    /// <summary>Faded sum of costs.</summary>
    public double CostSum { get; set; }

    /// <summary>Mean cost of an observation; null before the first.</summary>
    public double? MeanCost => Weight > 0 ? CostSum / Weight : null;

    public void Fade(double discount)
    {
        if (discount == 1)
            return;
        _factor = null;
        for (var row = 0; row < Rewards.Length; row++)
        {
            Rewards[row] *= discount;
            for (var column = 0; column < Rewards.Length; column++)
                Moments[row, column] *= discount;
        }

        Weight *= discount;
        CostSum *= discount;
    }

    public void Observe(ReadOnlySpan<double> x, double reward, double cost)
    {
        _factor = null;
        for (var row = 0; row < x.Length; row++)
        {
            Rewards[row] += reward * x[row];
            for (var column = 0; column < x.Length; column++)
                Moments[row, column] += x[row] * x[column];
        }

        Weight++;
        CostSum += cost;
    }

    /// <summary>The expected reward, θᵀx with A θ = b.</summary>
    public double Mean(ReadOnlySpan<double> x) => Dot(SymmetricMatrix.Solve(Factor(), Rewards), x);

    /// <summary>How uncertain it is, √(xᵀ A⁻¹ x).</summary>
    public double Width(ReadOnlySpan<double> x)
    {
        var half = SymmetricMatrix.SolveLower(Factor(), x);
        return Math.Sqrt(Dot(half, half));
    }

    private double[,] Factor()
    {
        if (_factor is not null)
            return _factor;
        var precision = (double[,])Moments.Clone();
        for (var index = 0; index < Rewards.Length; index++)
            precision[index, index] += _ridge;
        return _factor = SymmetricMatrix.Factor(precision);
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var index = 0; index < left.Length; index++)
            sum += left[index] * right[index];
        return sum;
    }
}
