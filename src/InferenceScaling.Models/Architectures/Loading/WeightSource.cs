using System.Collections.Immutable;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Where a checkpoint keeps a weight.</summary>
/// <param name="Tensor">Name in the checkpoint.</param>
/// <param name="Shape">The shape the tensor must have there; empty where it is the weight's own.</param>
/// <param name="Rows">Which of its rows, after turning it round if <paramref name="Transposed"/>.</param>
/// <param name="Transposed">Whether matrices are stored [in, out].</param>
internal sealed record WeightSource(string Tensor, ImmutableArray<long> Shape, RowOrder Rows, bool Transposed = false)
{
    /// <summary>A tensor that is the weight.</summary>
    public static WeightSource Whole(string tensor) => new(tensor, [], RowOrder.Stored);
}
