using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Training.Data;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>Cosines and sines of a batch's positions: the same tables as when the model answers.</summary>
internal sealed class RotaryAngles(DecoderConfig config, Device device)
{
    private readonly RotaryTable? _main = config.Rope is { } rope ? new(rope, longSequence: false) : null;
    private readonly RotaryTable? _long = config.Rope is { Scaling: RopeScaling.LongRope } rope ? new(rope, longSequence: true) : null;
    private readonly RotaryTable? _local = config.LocalRope is { } rope ? new(rope, longSequence: false) : null;

    /// <summary>[rows × length, 1, pairs] each; null where the family has no rotary embedding.</summary>
    public (Tensor Cosines, Tensor Sines)? At(TrainingBatch batch, bool local)
    {
        if ((local ? _local : _main) is not { } table)
            return null;
        table.Reserve(batch.Length);
        _long?.Reserve(batch.Length);
        var cosines = new float[batch.Positions.Length * table.Pairs];
        var sines = new float[batch.Positions.Length * table.Pairs];
        for (var index = 0; index < batch.Positions.Length; index++)
        {
            var chosen = !local && _long is not null && batch.SequenceLength(index) > config.Rope!.OriginalContextLength ? _long : table;
            var from = (int)batch.Positions[index] * table.Pairs;
            chosen.Cosines.AsSpan(from, table.Pairs).CopyTo(cosines.AsSpan(index * table.Pairs));
            chosen.Sines.AsSpan(from, table.Pairs).CopyTo(sines.AsSpan(index * table.Pairs));
        }

        return (tensor(cosines, [batch.Positions.Length, 1, table.Pairs]).to(device), tensor(sines, [batch.Positions.Length, 1, table.Pairs]).to(device));
    }
}
