namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>How many weights are dropped, and among which they are compared.</summary>
internal abstract record Sparsity
{
    private Sparsity()
    {
    }

    /// <summary>A share of every output's weights: what Wanda compares.</summary>
    public static Sparsity OfRows(double share) => new Shared(Within(share), IsOfRows: true);

    /// <summary>A share of all weights of the matrix.</summary>
    public static Sparsity OfLayer(double share) => new Shared(Within(share), IsOfRows: false);

    /// <summary>All but some of every so many consecutive inputs of an output: 2:4 keeps 2 of 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ <paramref name="kept"/> ≤ <paramref name="of"/>, or <paramref name="of"/> is not positive.</exception>
    public static Sparsity Pattern(int kept, int of)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(of);
        ArgumentOutOfRangeException.ThrowIfNegative(kept);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kept, of);
        return new Patterned(kept, of);
    }

    private static double Within(double share) => share is >= 0 and < 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "The share of weights to drop is at least 0 and below 1.");

    /// <summary>A share.</summary>
    internal sealed record Shared(double Share, bool IsOfRows) : Sparsity;

    /// <summary>N:M.</summary>
    internal sealed record Patterned(int Kept, int Of) : Sparsity
    {
        /// <exception cref="ArgumentException">The inputs do not divide into patterns.</exception>
        public void Check(int inputs)
        {
            if (inputs % Of != 0)
                throw new ArgumentException($"A pattern of {Kept}:{Of} needs a multiple of {Of} inputs; the matrix has {inputs}. Choose another pattern, or a share of rows, for this layer.", nameof(inputs));
        }
    }
}
