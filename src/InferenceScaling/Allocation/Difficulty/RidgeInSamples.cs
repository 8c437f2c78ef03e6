using InferenceScaling.Verification;

namespace InferenceScaling.Allocation.Difficulty;

/// <summary>Logistic regression where there are more numbers than rows: the weights are then a combination of the rows, found in as many unknowns as there are rows.</summary>
internal static class RidgeInSamples
{
    /// <summary>The same weights, the intercept last, as <see cref="LogisticRegression.Fit"/> would find.</summary>
    public static double[] Fit(double[][] rows, IReadOnlyList<double> targets, double penalty)
    {
        // With K = X Xᵀ = L Lᵀ and w = Xᵀ L⁻ᵀ β, X w = L β and |w| = |β|: the rows of L are the features.
        var count = rows.Length;
        var gram = new double[count, count];
        var trace = 0.0;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < rows[i].Length; k++)
                    sum += rows[i][k] * rows[j][k];
                gram[i, j] = gram[j, i] = sum;
            }

            trace += gram[i, i];
        }

        // Centred rows are dependent: a little on the diagonal keeps the factor regular.
        for (var i = 0; i < count; i++)
            gram[i, i] += 1e-9 * (1 + (trace / count));
        var lower = SymmetricMatrix.Factor(gram);
        var beta = LogisticRegression.Fit([.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, count).Select(j => lower[i, j]).ToArray())], targets, penalty);
        var alpha = SymmetricMatrix.SolveTransposed(lower, beta.AsSpan(0, count));
        var weights = new double[rows[0].Length + 1];
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < rows[i].Length; k++)
                weights[k] += alpha[i] * rows[i][k];
        }

        weights[^1] = beta[^1];
        return weights;
    }
}
