using System.Diagnostics;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Lets two executors decode in turns.</summary>
internal static class SpeedMeasurement
{
    private const int ContextLength = 64;
    private const int StepsOfATurn = 4;
    private const int Turns = 9;
    private const int Steps = (Turns * StepsOfATurn) + 1;

    /// <summary>Measures one number of paths.</summary>
    public static DecodeSpeed Compare(IDecoderExecutor original, IDecoderExecutor compressed, int batch, CancellationToken cancellationToken)
    {
        var (one, other) = (new Paths(original, batch), new Paths(compressed, batch));
        one.Step();
        other.Step();
        var (first, second, ratios) = (new double[Turns], new double[Turns], new double[Turns]);
        for (var turn = 0; turn < Turns; turn++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Whoever begins finds the caches of the other: they take turns in that too.
            if (turn % 2 == 0)
                (first[turn], second[turn]) = (one.Time(), other.Time());
            else
                (second[turn], first[turn]) = (other.Time(), one.Time());
            ratios[turn] = first[turn] / second[turn];
        }

        return new(batch, batch / Median(first), batch / Median(second), Median(ratios));
    }

    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private sealed class Paths
    {
        private readonly IDecoderExecutor _executor;
        private readonly KvTree _tree;
        private readonly KvSegment[] _leaves;
        private readonly DecoderBatch _batch = new();
        private readonly int[] _history;
        private readonly float[] _outputs;

        public Paths(IDecoderExecutor executor, int count)
        {
            _executor = executor;
            _tree = new(executor.PageSize, 1 << 16);
            _history = new int[executor.Config.EmbeddingShifts];
            _outputs = new float[count * executor.Config.OutputWidth];
            var text = _tree.Fork(null);
            var length = Math.Clamp(executor.Config.ContextLength - Steps, 1, ContextLength);
            var tokens = Enumerable.Range(0, length).Select(place => place * 31 % executor.Config.VocabularySize).ToArray();
            _tree.TryAppend(text, tokens);
            _batch.AddSequence(text, length);
            for (var place = 0; place < length; place++)
                _batch.AddRow(tokens[place], place, text.Slot(place), _history, output: place == length - 1);
            executor.Reserve(_tree.Capacity);
            executor.Run(_batch, _outputs);
            _leaves = [.. Enumerable.Range(0, count).Select(_ => _tree.Fork(text))];
        }

        /// <summary>Seconds a step.</summary>
        public double Time()
        {
            var start = Stopwatch.GetTimestamp();
            for (var step = 0; step < StepsOfATurn; step++)
                Step();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / StepsOfATurn;
        }

        public void Step()
        {
            _batch.Clear();
            for (var path = 0; path < _leaves.Length; path++)
            {
                var leaf = _leaves[path];
                var token = (path * 7) % _executor.Config.VocabularySize;
                _tree.TryAppend(leaf, [token]);
                _batch.AddSequence(leaf, 1);

                // Learned positions end with the context.
                _batch.AddRow(token, Math.Min(leaf.End, _executor.Config.ContextLength) - 1, leaf.Slot(leaf.Length - 1), _history, output: true);
            }

            _executor.Reserve(_tree.Capacity);
            _executor.Run(_batch, _outputs);
        }
    }
}
