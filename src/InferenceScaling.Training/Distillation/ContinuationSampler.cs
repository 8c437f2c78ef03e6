using System.Runtime.InteropServices;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Training.Distillation;

/// <summary>Draws continuations of prompts, many side by side. What is drawn for a prompt depends on the weights, the prompt, the settings, the series and the prompt's number only.</summary>
/// <param name="executor">What computes.</param>
/// <param name="settings">How tokens are drawn.</param>
/// <param name="contextLength">Longest text, prompt included, where it is shorter than the decoder's context.</param>
internal sealed class ContinuationSampler(IDecoderExecutor executor, ContinuationSettings settings, int contextLength = int.MaxValue)
{
    private const int RowsPerPass = 512;

    private readonly DecoderBatch _batch = new();
    private readonly Sampler _sampler = new();
    private readonly int[] _history = new int[executor.Config.EmbeddingShifts];
    private readonly int _contextLength = Math.Min(contextLength, executor.Config.ContextLength);
    private float[] _outputs = [];

    /// <summary>Prompts with what was drawn after each.</summary>
    /// <param name="prompts">Token ids, at least one each. One that fills the context comes back as it is.</param>
    /// <param name="series">Another series, other draws.</param>
    /// <param name="cancellationToken">Stops between two passes.</param>
    public List<int[]> Sample(IReadOnlyList<int[]> prompts, long series, CancellationToken cancellationToken)
    {
        if (executor.Config.Head.Kind != HeadKind.LanguageModel)
            throw new ArgumentException($"The outputs of this {executor.Config.Family} decoder are {executor.Config.Head.Kind}; only a language model can go on with a text.", nameof(prompts));
        var seed = new SplitMix(settings.Seed, series).Next();
        var texts = new List<int[]>();
        foreach (var group in prompts.Select((prompt, index) => new Continuation(prompt, new(seed, index))).Chunk(settings.BatchSize))
        {
            Continue(group, cancellationToken);
            texts.AddRange(group.Select(text => text.Tokens.ToArray()));
        }

        return texts;
    }

    private void Continue(Continuation[] group, CancellationToken cancellationToken)
    {
        var tree = new KvTree(executor.PageSize, int.MaxValue);
        var open = group.Where(text => text.Tokens.Count < _contextLength).ToList();
        foreach (var text in open)
            text.Segment = tree.Fork(null);
        while (open.Count > 0)
        {
            var next = 0;
            while (next < open.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var first = next;
                _batch.Clear();
                while (next < open.Count && (next == first || _batch.RowCount + open[next].Unread <= RowsPerPass))
                    Add(open[next++], tree);
                Draw(open, first, next - first, tree.Capacity);
            }

            open.RemoveAll(text => text.IsDone);
        }
    }

    private void Add(Continuation text, KvTree tree)
    {
        var segment = text.Segment!;
        var start = segment.End;
        var unread = CollectionsMarshal.AsSpan(text.Tokens)[start..];
        if (!tree.TryAppend(segment, unread))
            throw new InvalidOperationException($"There are no pages left for a text of {text.Tokens.Count} tokens; draw fewer texts at once ({nameof(ContinuationSettings.BatchSize)}).");
        _batch.AddSequence(segment, unread.Length);
        for (var position = start; position < text.Tokens.Count; position++)
        {
            for (var shift = 0; shift < _history.Length; shift++)
                _history[shift] = position > shift ? text.Tokens[position - 1 - shift] : 0;
            _batch.AddRow(text.Tokens[position], position, segment.Slot(position), _history, output: position == text.Tokens.Count - 1);
        }
    }

    private void Draw(List<Continuation> texts, int first, int count, int pages)
    {
        var width = executor.Config.OutputWidth;
        if (_outputs.Length < count * width)
            _outputs = new float[count * width];
        executor.Reserve(pages);
        executor.Run(_batch, _outputs.AsSpan(0, count * width));
        for (var index = 0; index < count; index++)
        {
            var text = texts[first + index];
            int[] previous = settings.Sampling.RepetitionPenalty == 1 ? [] : [.. text.Tokens.Distinct()];
            var token = _sampler.Sample(_outputs.AsSpan(index * width, width), executor.Config.VocabularySize, previous, settings.Sampling, text.Uniform()).Id;
            text.Add(token);
            text.IsDone = text.Drawn == settings.MaxTokens || text.Tokens.Count == _contextLength || settings.EndTokens.Contains(token);
        }
    }

    private sealed class Continuation(int[] prompt, SplitMix draws)
    {
        private SplitMix _draws = draws;

        public List<int> Tokens { get; } = [.. prompt];

        public KvSegment? Segment { get; set; }

        public bool IsDone { get; set; }

        public int Drawn { get; private set; }

        /// <summary>Tokens that are not in the cache yet.</summary>
        public int Unread => Tokens.Count - Segment!.End;

        public double Uniform() => _draws.Uniform();

        public void Add(int token)
        {
            Tokens.Add(token);
            Drawn++;
        }
    }
}
