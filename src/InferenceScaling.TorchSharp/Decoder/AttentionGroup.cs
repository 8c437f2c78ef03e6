using InferenceScaling.Models.Decoding;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>Sequences with equally many rows in a batch, padded to the longest context: their slots, and masks by window.</summary>
internal sealed class AttentionGroup
{
    private readonly TorchKernels _kernels;
    private readonly int[] _ends;
    private readonly Dictionary<int, Tensor> _masks;

    public AttentionGroup(TorchKernels kernels, IReadOnlyList<BatchSequence> sequences, IEnumerable<int> windows)
    {
        _kernels = kernels;
        Sequences = sequences.Count;
        Rows = sequences[0].RowCount;
        Context = sequences.Max(sequence => sequence.Leaf.End);
        _ends = [.. sequences.Select(sequence => sequence.Leaf.End)];
        var slots = new int[Sequences * Context];
        var rows = new int[Sequences * Rows];
        for (var index = 0; index < Sequences; index++)
        {
            sequences[index].Leaf.CopySlots(slots.AsSpan(index * Context, Context));
            for (var row = 0; row < Rows; row++)
                rows[(index * Rows) + row] = sequences[index].FirstRow + row;
        }

        Slots = kernels.Index(slots);
        RowIndex = kernels.Index(rows);

        // Made here, in the pass's scope: a layer's own scope would end before the next layer reads them.
        _masks = windows.Distinct().ToDictionary(window => window, MakeMask);
    }

    /// <summary>Number of sequences.</summary>
    public int Sequences { get; }

    /// <summary>Rows of each.</summary>
    public int Rows { get; }

    /// <summary>Longest context.</summary>
    public int Context { get; }

    /// <summary>[sequences × context]; slot 0 where a sequence is shorter.</summary>
    public Tensor Slots { get; }

    /// <summary>[sequences × rows]: where the rows are in the batch.</summary>
    public Tensor RowIndex { get; }

    /// <summary>[sequences, 1, 1, rows, context]: 0 where a row sees a position, −∞ where not.</summary>
    public Tensor Mask(int window) => _masks[window];

    private Tensor MakeMask(int window)
    {
        var mask = new float[Sequences * Rows * Context];
        for (var line = 0; line < Sequences * Rows; line++)
        {
            var (sequence, row) = Math.DivRem(line, Rows);
            var position = _ends[sequence] - Rows + row;
            for (var other = 0; other < Context; other++)
                mask[(line * Context) + other] = other <= position && (window == 0 || position - other < window) ? 0 : float.NegativeInfinity;
        }

        return _kernels.Floats(mask, Sequences, 1, 1, Rows, Context);
    }
}
