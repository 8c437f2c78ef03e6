using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>A checkpoint whose weights are changed as they are read. Owns the checkpoint.</summary>
internal sealed class AdaptedCheckpoint(Checkpoint checkpoint, IReadOnlyDictionary<string, LowRankUpdate> updates, float scale) : Checkpoint
{
    /// <inheritdoc/>
    public override string Location => checkpoint.Location;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Tensors => checkpoint.Tensors;

    /// <inheritdoc/>
    public override void ReadBytes(string name, long byteOffset, Span<byte> destination)
    {
        if (updates.ContainsKey(name))
            throw new NotSupportedException($"The stored bytes of '{name}' are not its weights: an adapter changes them. Read them as numbers.");
        checkpoint.ReadBytes(name, byteOffset, destination);
    }

    /// <inheritdoc/>
    public override void ReadSingles(string name, long elementOffset, Span<float> destination)
    {
        checkpoint.ReadSingles(name, elementOffset, destination);
        if (updates.TryGetValue(name, out var update))
            update.AddTo(elementOffset, destination, scale);
    }

    /// <inheritdoc/>
    internal override QuantizationFormat? Quantization(string name) => updates.ContainsKey(name) ? null : checkpoint.Quantization(name);

    /// <inheritdoc/>
    internal override bool IsOutputMajor(string name) => checkpoint.IsOutputMajor(name);

    /// <inheritdoc/>
    internal override QuantizedMatrix ReadQuantized(string name, int firstRow, int rows) => updates.ContainsKey(name) ? base.ReadQuantized(name, firstRow, rows) : checkpoint.ReadQuantized(name, firstRow, rows);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => checkpoint.Dispose();
}
