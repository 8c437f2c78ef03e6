using InferenceScaling.Models.Execution;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Rows of a matrix.</summary>
internal sealed class TorchEmbedding(Tensor table, TorchKernels kernels) : EmbeddingTable<Tensor>
{
    public override long Bytes => table.NumberOfElements * table.ElementSize;

    public override Tensor Lookup(ReadOnlySpan<int> ids)
    {
        using var index = kernels.Index(ids);
        return table.index_select(0, index);
    }
}
