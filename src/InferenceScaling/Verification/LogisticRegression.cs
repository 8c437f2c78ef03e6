namespace InferenceScaling.Verification;

/// <summary>Logistic regression with a quadratic penalty, fitted by Newton's method: few features, hundreds of rows, exact in a few steps.</summary>
internal static class LogisticRegression
{
    private const int MaxIterations = 100;

    /// <summary>Weights, the intercept last, that maximise the likelihood of the labels less <paramref name="penalty"/>/2 times the squared weights without the intercept.</summary>
    public static double[] Fit(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, double penalty)
    {
        var size = features[0].Length + 1;
        var weights = new double[size];
        var loss = Loss(features, targets, weights, penalty);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            var (gradient, hessian) = Derivatives(features, targets, weights, penalty);
            var direction = Solve(hessian, gradient);
            var scale = 1.0;
            double[] next;
            double nextLoss;
            do
            {
                next = Step(weights, direction, scale);
                nextLoss = Loss(features, targets, next, penalty);
                scale /= 2;
            }
            while (nextLoss > loss && scale > 1e-10);
            if (!(nextLoss < loss))
                break;
            (weights, loss) = (next, nextLoss);
        }

        return weights;
    }

    /// <summary>The probability of a positive label.</summary>
    public static double Predict(ReadOnlySpan<double> weights, ReadOnlySpan<double> features)
    {
        var sum = weights[^1];
        for (var index = 0; index < features.Length; index++)
            sum += weights[index] * features[index];
        return Sigmoid(sum);
    }

    // One form for both signs: exp(x) / (1 + exp(x)) falls where its denominator is rounded up further than its numerator.
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Loss(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, double[] weights, double penalty)
    {
        var loss = 0.0;
        for (var row = 0; row < features.Count; row++)
        {
            var z = weights[^1];
            for (var index = 0; index < features[row].Length; index++)
                z += weights[index] * features[row][index];
            loss += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - (targets[row] * z);
        }

        for (var index = 0; index < weights.Length - 1; index++)
            loss += 0.5 * penalty * weights[index] * weights[index];
        return loss;
    }

    private static (double[] Gradient, double[,] Hessian) Derivatives(IReadOnlyList<double[]> features, IReadOnlyList<double> targets, double[] weights, double penalty)
    {
        var size = weights.Length;
        var gradient = new double[size];
        var hessian = new double[size, size];
        for (var row = 0; row < features.Count; row++)
        {
            var predicted = Predict(weights, features[row]);
            var variance = predicted * (1 - predicted);
            for (var i = 0; i < size; i++)
            {
                var x = i < size - 1 ? features[row][i] : 1;
                gradient[i] += (predicted - targets[row]) * x;
                for (var j = 0; j <= i; j++)
                    hessian[i, j] += variance * x * (j < size - 1 ? features[row][j] : 1);
            }
        }

        for (var i = 0; i < size; i++)
        {
            gradient[i] += i < size - 1 ? penalty * weights[i] : 0;

            // The tiny ridge keeps the matrix regular when the intercept alone explains everything.
            hessian[i, i] += (i < size - 1 ? penalty : 0) + 1e-12;
            for (var j = 0; j < i; j++)
                hessian[j, i] = hessian[i, j];
        }

        return (gradient, hessian);
    }

    private static double[] Step(double[] weights, double[] direction, double scale)
    {
        var next = new double[weights.Length];
        for (var index = 0; index < next.Length; index++)
            next[index] = weights[index] - (scale * direction[index]);
        return next;
    }

    // Gaussian elimination with partial pivoting.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        var x = (double[])right.Clone();
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < size; row++)
                pivot = Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot, column]) ? row : pivot;
            for (var j = column; j < size && pivot != column; j++)
                (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (var row = column + 1; row < size; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                for (var j = column; j < size; j++)
                    matrix[row, j] -= factor * matrix[column, j];
                x[row] -= factor * x[column];
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var j = row + 1; j < size; j++)
                x[row] -= matrix[row, j] * x[j];
            x[row] /= matrix[row, row];
        }

        return x;
    }
}
