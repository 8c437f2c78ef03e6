using InferenceScaling.TorchSharp.Compression.Matrices;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Drops weights column by column and lets the weights to come make up for each: Frantar and Alistarh, "SparseGPT" (2023).</summary>
internal static class SparseGpt
{
    /// <summary>Prunes a matrix.</summary>
    /// <param name="weights">[out, in].</param>
    /// <param name="hessian">Of the layer's inputs. Weights of inputs that were never active become 0.</param>
    /// <param name="sparsity">How many weights go. A share counts over all outputs of a block of columns: a share of rows is not to be had.</param>
    /// <param name="options">Settings; the usual ones where null.</param>
    /// <param name="cancellationToken">Heard once a block.</param>
    /// <returns>The new weights; chosen by Wanda's score and not corrected, and saying so, where the Hessian is not positive definite or corrections overflow.</returns>
    /// <exception cref="ArgumentException">The Hessian is of another number of inputs, the inputs are no whole patterns, or the share is of rows.</exception>
    public static SparseGptResult Prune(FiniteMatrix weights, Hessian hessian, Sparsity sparsity, SparseGptOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var (outputs, inputs) = (weights.Rows, weights.Columns);
        if (hessian.Size != inputs)
            throw new ArgumentException($"'{weights.Name}' has {inputs} inputs, but the Hessian has {hessian.Size}: it belongs to another layer.", nameof(hessian));
        if (sparsity is Sparsity.Shared { IsOfRows: true })
            throw new ArgumentException("SparseGPT compares the weights of all outputs; expected a share of the layer, or a pattern. Use Wanda for a share of rows.", nameof(sparsity));
        var pattern = sparsity as Sparsity.Patterned;
        pattern?.Check(inputs);

        var rounding = new SparseGptRounding(outputs, inputs, sparsity);
        if (Sweep(weights, hessian, pattern?.Of ?? 1, rounding, options, cancellationToken) is { } swept && Array.TrueForAll(swept, float.IsFinite))
            return Result(weights, hessian, swept, rounding.Kept, fellBack: false);
        var norms = Enumerable.Range(0, inputs).Select(input => Math.Sqrt(hessian.Diagonal(input))).ToArray();
        var mask = PruningMask.Of(ImportanceScores.Wanda(weights, norms), outputs, sparsity);
        return Result(weights, hessian, PruningMask.Apply(weights.Values.Span, mask), mask, fellBack: true);
    }

    private static float[]? Sweep(FiniteMatrix weights, Hessian hessian, int unit, SparseGptRounding rounding, SparseGptOptions options, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var inputs = weights.Columns;
        if (InverseFactor.Of(hessian, options.Damping, [.. Enumerable.Range(0, inputs)]) is not { } factor)
            return null;
        var values = weights.Widen();
        for (var i = 0; i < values.Length; i++)
            values[i] = hessian.Diagonal(i % inputs) > 0 ? values[i] : 0;
        var pruned = tensor(values, [weights.Rows, inputs]);
        var loss = ColumnSweep.Run(pruned, factor, options.BlockSize, unit, rounding, cancellationToken);
        return double.IsFinite(loss) ? Array.ConvertAll(pruned.data<double>().ToArray(), value => (float)value) : null;
    }

    private static SparseGptResult Result(FiniteMatrix weights, Hessian hessian, float[] pruned, bool[] kept, bool fellBack)
    {
        var change = weights.Widen();
        for (var i = 0; i < change.Length; i++)
            change[i] = pruned[i] - change[i];
        return new(new(weights.Name, weights.Rows, weights.Columns, pruned), kept, hessian.OutputError(change), fellBack);
    }
}
