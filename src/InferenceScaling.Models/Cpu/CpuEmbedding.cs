using InferenceScaling.Models.Execution;

namespace InferenceScaling.Models.Cpu;

/// <summary>Rows of a packed matrix. Packed like the head, so that tied models keep one copy.</summary>
internal sealed unsafe class CpuEmbedding(WeightMatrix matrix, CpuKernels kernels) : EmbeddingTable<Activations>
{
    public override long Bytes => matrix.Bytes;

    public override Activations Lookup(ReadOnlySpan<int> ids)
    {
        var output = kernels.Pool.Rent(ids.Length, matrix.Inputs);
        for (var row = 0; row < ids.Length; row++)
            matrix.CopyRow(ids[row], output.Row(row));
        return output;
    }
}
