using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Training.Tests.Decoder;

/// <summary>Runs a text through an executor in two chunks.</summary>
internal static class ExecutorLogits
{
    /// <summary>[tokens × output width].</summary>
    public static float[] Of(IDecoderExecutor executor, int[] tokens)
    {
        var tree = new KvTree(executor.PageSize, 64);
        var segment = tree.Fork(null);
        var outputs = new List<float>();
        var history = new int[executor.Config.EmbeddingShifts];
        foreach (var chunk in new[] { tokens[..(tokens.Length / 2)], tokens[(tokens.Length / 2)..] })
        {
            var first = segment.End;
            tree.TryAppend(segment, chunk).Should().BeTrue();
            var batch = new DecoderBatch();
            batch.AddSequence(segment, chunk.Length);
            for (var position = first; position < segment.End; position++)
            {
                for (var shift = 0; shift < history.Length; shift++)
                    history[shift] = position > shift ? tokens[position - 1 - shift] : 0;
                batch.AddRow(tokens[position], position, segment.Slot(position), history, output: true);
            }

            executor.Reserve(tree.Capacity);
            var part = new float[chunk.Length * executor.Config.OutputWidth];
            executor.Run(batch, part);
            outputs.AddRange(part);
        }

        tree.Release(segment);
        return [.. outputs];
    }
}
