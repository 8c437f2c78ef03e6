namespace InferenceScaling.TorchSharp.Compression.Pruning;

/// <summary>Which single weights become zero. Made by <see cref="Unstructured"/>.</summary>
public sealed record UnstructuredScheme
{
    internal UnstructuredScheme(PruningMethod method, Sparsity sparsity, string share) => (Method, Sparsity, Share) = (method, sparsity, share);

    internal PruningMethod Method { get; }

    internal Sparsity Sparsity { get; }

    internal string Share { get; }

    /// <summary>The scheme in words.</summary>
    public override string ToString() => $"drops {Share} of single weights by {(Method == PruningMethod.SparseGpt ? "SparseGPT" : Method)}";
}
