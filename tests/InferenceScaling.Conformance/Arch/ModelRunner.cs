using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Conformance.Arch;

/// <summary>Drives an executor by hand, one sequence at a time: reads prompts, decodes greedily.</summary>
public sealed class ModelRunner : IDisposable
{
    private readonly IDecoderExecutor _executor;
    private readonly KvTree _tree;
    private readonly DecoderBatch _batch = new();

    public ModelRunner(DecoderSource source, Backend backend)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(backend);
        _executor = backend.CreateExecutor(source.Config, source.Weights);
        _tree = new(_executor.PageSize, pageLimit: 1 << 16);
    }

    public DecoderConfig Config => _executor.Config;

    /// <summary>Reads tokens after a context.</summary>
    /// <param name="context">The context; its tokens so far in <paramref name="history"/>.</param>
    /// <param name="history">All tokens before, then extended by the new ones.</param>
    /// <param name="tokens">The new ones.</param>
    /// <param name="all">Outputs of every token, or of the last only.</param>
    public float[] Read(KvSegment context, List<int> history, ReadOnlySpan<int> tokens, bool all)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(history);
        if (!_tree.TryAppend(context, tokens))
            throw new ConformanceException("the key-value tree is full");
        _executor.Reserve(_tree.Capacity);
        _batch.Clear();
        _batch.AddSequence(context, tokens.Length);
        Span<int> earlier = new int[Config.EmbeddingShifts];
        for (var index = 0; index < tokens.Length; index++)
        {
            var position = history.Count;
            for (var shift = 0; shift < earlier.Length; shift++)
                earlier[shift] = position - 1 - shift >= 0 ? history[position - 1 - shift] : 0;
            history.Add(tokens[index]);
            _batch.AddRow(tokens[index], position, context.Slot(position - context.Start), earlier, all || index == tokens.Length - 1);
        }

        var outputs = new float[_batch.OutputRows.Length * Config.OutputWidth];
        _executor.Run(_batch, outputs);
        return outputs;
    }

    /// <summary>Outputs at every position of a prompt.</summary>
    public float[] ReadPrompt(ReadOnlySpan<int> prompt)
    {
        var context = _tree.Fork(null);
        var outputs = Read(context, [], prompt, all: true);
        _tree.Release(context);
        return outputs;
    }

    /// <summary>Greedy continuation with log-probabilities.</summary>
    public (int[] Ids, double[] LogProbabilities) Continue(ReadOnlySpan<int> prompt, int count)
    {
        var context = _tree.Fork(null);
        var history = new List<int>();
        var ids = new int[count];
        var logProbabilities = new double[count];
        var outputs = Read(context, history, prompt, all: false);
        for (var step = 0; step < count; step++)
        {
            ids[step] = ArgMax(outputs);
            logProbabilities[step] = LogProbability(outputs, ids[step]);
            if (step + 1 < count)
                outputs = Read(context, history, [ids[step]], all: false);
        }

        _tree.Release(context);
        return (ids, logProbabilities);
    }

    public static int ArgMax(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var index = 1; index < values.Length; index++)
        {
            if (values[index] > values[best])
                best = index;
        }

        return best;
    }

    public static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        var largest = (double)logits[ArgMax(logits)];
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        return logits[id] - largest - Math.Log(sum);
    }

    public void Dispose() => _executor.Dispose();
}
