using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Compression.Matrices;

/// <summary>The second derivative of a linear layer's squared output error by the weights of one output: H = 2/n · XᵀX over n tokens. It is the same for every output.</summary>
/// <remarks>Introduced for pruning by Hassibi and Stork, "Optimal Brain Surgeon" (1993); used for quantisation by Frantar et al., "GPTQ" (2023).</remarks>
internal sealed class Hessian
{
    /// <summary>Checks the shape and every element; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The values are not size × size, one of them is not finite, or one of the diagonal is negative.</exception>
    public Hessian(int size, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != (long)size * size)
            throw new ArgumentException($"{values.Length} values; a Hessian of {size} inputs has {(long)size * size}.", nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i / size == i % size && values[i] < 0))
                throw new ArgumentException($"The Hessian has {values[i]} for inputs {i / size} and {i % size}; expected finite numbers, on the diagonal none below 0. Look for activations that overflow.", nameof(values));
        }

        (Size, Values) = (size, values);
    }

    /// <summary>Inputs of the layer.</summary>
    public int Size { get; }

    /// <summary>[in × in], symmetric.</summary>
    public double[] Values { get; }

    /// <summary>Of all the activations at once.</summary>
    public static Hessian Of(FiniteMatrix activations)
    {
        using var sum = new HessianSum(activations.Columns);
        using var tokens = activations.ToTensor();
        sum.Add(tokens);
        return sum.ToHessian();
    }

    public double Diagonal(int input) => Values[(input * Size) + input];

    /// <summary>Inputs by falling diagonal, equal ones by number: the order in which GPTQ's "activation order" rounds.</summary>
    public int[] DescendingOrder() => [.. Enumerable.Range(0, Size).OrderByDescending(Diagonal)];

    /// <summary>The mean over tokens of the squared change of all outputs together: ½ tr(ΔHΔᵀ).</summary>
    /// <param name="change">Δ [out × in]: what is added to the weights.</param>
    public double OutputError(ReadOnlySpan<double> change)
    {
        if (change.Length == 0 || change.Length % Size != 0)
            throw new ArgumentException($"{change.Length} values are no rows of {Size} inputs.", nameof(change));
        using var scope = NewDisposeScope();
        var delta = tensor(change.ToArray(), [change.Length / Size, Size]);
        return delta.matmul(tensor(Values, [Size, Size])).mul_(delta).sum().item<double>() / 2;
    }
}
