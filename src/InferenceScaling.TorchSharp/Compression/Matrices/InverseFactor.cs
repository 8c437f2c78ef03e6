using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>The upper triangular U with UᵀU = H⁻¹ of a damped <see cref="Hessian"/>: its row i says how the weights after i make up for an error in weight i.</summary>
internal static class InverseFactor
{
    /// <summary>Computes it in 64 bits.</summary>
    /// <param name="hessian">The Hessian; inputs that were never active count as if they were as active as the mean.</param>
    /// <param name="damping">Share of the mean diagonal that is added to the diagonal; 0.01 is usual.</param>
    /// <param name="order">Inputs in the order of the factor's rows.</param>
    /// <returns>[in, in], or null where the damped Hessian is not positive definite in 64 bits, or too large for them.</returns>
    public static Tensor? Of(Hessian hessian, double damping, ReadOnlySpan<int> order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(damping);
        var size = hessian.Size;
        var (sum, live) = (0.0, 0);
        for (var input = 0; input < size; input++)
        {
            sum += hessian.Diagonal(input);
            live += hessian.Diagonal(input) > 0 ? 1 : 0;
        }

        var mean = live == 0 ? 1 : sum / live;
        if (!double.IsFinite(mean))
            return null;

        // With J the reversal of rows and JHJ = MMᵀ, the upper triangular R = JMJ has RRᵀ = H; then R⁻¹ is the factor, and no inverse of H is ever made.
        var reversed = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            var from = order[size - 1 - row] * size;
            for (var column = 0; column < size; column++)
                reversed[(row * size) + column] = hessian.Values[from + order[size - 1 - column]];
            ref var diagonal = ref reversed[(row * size) + row];
            diagonal = (diagonal > 0 ? diagonal : mean) + (damping * mean);
        }

        using var scope = NewDisposeScope();
        var (lower, info) = linalg.cholesky_ex(tensor(reversed, [size, size]), check_errors: false);
        if (info.item<int>() != 0)
            return null;
        var factor = linalg.solve_triangular(lower, eye(size, dtype: ScalarType.Float64), upper: false, left: true, unitriangular: false, @out: null!).flip(0, 1).contiguous();
        return factor.isfinite().all().item<bool>() ? factor.MoveToOuterDisposeScope() : null;
    }
}
