namespace InferenceScaling.Allocation;

/// <summary>Positive definite matrices by their Cholesky factors: solving is exact enough without an inverse.</summary>
internal static class SymmetricMatrix
{
    /// <summary>The lower triangle L with L Lᵀ = matrix.</summary>
    /// <exception cref="InvalidDataException">The matrix is not positive definite.</exception>
    public static double[,] Factor(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var lower = new double[size, size];
        for (var column = 0; column < size; column++)
        {
            for (var row = column; row < size; row++)
            {
                var sum = matrix[row, column];
                for (var k = 0; k < column; k++)
                    sum -= lower[row, k] * lower[column, k];
                if (row > column)
                    lower[row, column] = sum / lower[column, column];
                else if (sum > 0 && double.IsFinite(sum))
                    lower[row, row] = Math.Sqrt(sum);
                else
                    throw new InvalidDataException($"The matrix is not positive definite at row {row} of {size}.");
            }
        }

        return lower;
    }

    /// <summary>x with L Lᵀ x = right.</summary>
    public static double[] Solve(double[,] lower, ReadOnlySpan<double> right) => SolveTransposed(lower, SolveLower(lower, right));

    /// <summary>x with L x = right.</summary>
    public static double[] SolveLower(double[,] lower, ReadOnlySpan<double> right)
    {
        var x = right.ToArray();
        for (var row = 0; row < x.Length; row++)
        {
            for (var k = 0; k < row; k++)
                x[row] -= lower[row, k] * x[k];
            x[row] /= lower[row, row];
        }

        return x;
    }

    /// <summary>x with Lᵀ x = right.</summary>
    public static double[] SolveTransposed(double[,] lower, ReadOnlySpan<double> right)
    {
        var x = right.ToArray();
        for (var row = x.Length - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < x.Length; k++)
                x[row] -= lower[k, row] * x[k];
            x[row] /= lower[row, row];
        }

        return x;
    }
}
