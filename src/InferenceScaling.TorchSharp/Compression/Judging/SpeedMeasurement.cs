using System.Collections.Immutable;
using System.Diagnostics;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.TorchSharp.Compression.Judging;

/// <summary>Lets two executors decode in turns.</summary>
internal static class SpeedMeasurement
{
    private const int ContextLength = 64;
    private const int LeastSteps = 4;
    private const int Turns = 9;
    private const double TurnSeconds = 12e-3;

    private static readonly TimeSpan Sleep = TimeSpan.FromMilliseconds(2);

    // The runtime compiles what is called often again, for speed, some 0.2 s after its first calls.
    private const double WarmUpSeconds = 0.3;

    /// <summary>Measures several numbers of paths.</summary>
    public static ImmutableArray<DecodeSpeed> Compare(IDecoderExecutor original, IDecoderExecutor compressed, ImmutableArray<int> batches, CancellationToken cancellationToken)
    {
        Contest[] contests = [.. batches.Select(batch => new Contest(new(original, batch), new(compressed, batch)))];
        WarmUp(
            () =>
            {
                foreach (var contest in contests)
                    contest.Step();
            },
            cancellationToken);

        // A machine that is slow for a moment spoils some turns of each number of paths, not all turns of one.
        for (var turn = 0; turn < Turns; turn++)
        {
            foreach (var contest in contests)
                contest.Take(turn, cancellationToken);
        }

        return [.. contests.Select(static contest => contest.Speed)];
    }

    /// <summary>Does something at least once, until it is as fast as it gets.</summary>
    public static void WarmUp(Action action, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            action();
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds);
    }

    /// <summary>Lets the helpers of whoever was last fall asleep. Awake, they keep those of the next one off their processor, and not for a moment but for whole turns.</summary>
    public static void Rest(CancellationToken cancellationToken)
    {
        cancellationToken.WaitHandle.WaitOne(Sleep);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private sealed class Contest(Paths one, Paths other)
    {
        private readonly double[] _first = new double[Turns];
        private readonly double[] _second = new double[Turns];
        private int _steps;

        public DecodeSpeed Speed => new(one.Count, one.Count / Median(_first), one.Count / Median(_second), Median([.. _first.Zip(_second, static (first, second) => first / second)]));

        public void Step()
        {
            one.Step();
            other.Step();
        }

        public void Take(int turn, CancellationToken cancellationToken)
        {
            if (turn == 0)
                _steps = (int)Math.Max(LeastSteps, TurnSeconds / Time(one, 1, cancellationToken));

            // Whoever begins finds the caches of the other: they take turns in that too.
            if (turn % 2 == 0)
                (_first[turn], _second[turn]) = (Time(one, _steps, cancellationToken), Time(other, _steps, cancellationToken));
            else
                (_second[turn], _first[turn]) = (Time(other, _steps, cancellationToken), Time(one, _steps, cancellationToken));
        }

        private static double Time(Paths paths, int steps, CancellationToken cancellationToken)
        {
            Rest(cancellationToken);

            // Wakes its own.
            paths.Step();
            return paths.Time(steps);
        }
    }

    // Paths of one executor write to the same pages: what they read there costs as much, whatever it is.
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
            var length = Math.Clamp(executor.Config.ContextLength - 1, 1, ContextLength);
            var tokens = Enumerable.Range(0, length).Select(place => place * 31 % executor.Config.VocabularySize).ToArray();
            _tree.TryAppend(text, tokens);
            _batch.AddSequence(text, length);
            for (var place = 0; place < length; place++)
                _batch.AddRow(tokens[place], place, text.Slot(place), _history, output: place == length - 1);
            executor.Reserve(_tree.Capacity);
            executor.Run(_batch, _outputs);
            _leaves = [.. Enumerable.Range(0, count).Select(_ => _tree.Fork(text))];
        }

        public int Count => _leaves.Length;

        /// <summary>Seconds a step.</summary>
        public double Time(int steps)
        {
            var start = Stopwatch.GetTimestamp();
            for (var step = 0; step < steps; step++)
                Step();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        }

        /// <summary>The same step each time: the context does not grow.</summary>
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
            foreach (var leaf in _leaves)
                _tree.TryRemoveLast(leaf, 1);
        }
    }
}
