namespace InferenceScaling.Training.Data;

/// <summary>
/// Cuts a source into batches of about equally many tokens. Texts are drawn in pools of several batches and sorted by length, so that little padding is computed;
/// which batch of a pool comes next is drawn by the seed. The batch of a step depends on source, settings and step only.
/// </summary>
internal sealed class BatchReader(ITrainingSource source, BatchSettings settings, long totalSteps)
{
    private readonly Queue<TrainingBatch> _pool = new();

    /// <summary>The next text of the source at the start of the current pool.</summary>
    public long PoolStart { get; private set; }

    /// <summary>The step the current pool was drawn at.</summary>
    public long PoolStep { get; private set; } = -1;

    /// <summary>The first text after the current pool.</summary>
    public long Next { get; private set; }

    /// <summary>Continues where a training stopped.</summary>
    public void Resume(long poolStart, long poolStep, long step)
    {
        Next = poolStart;
        if (poolStep < 0)
            return;
        Fill(poolStep);
        for (var passed = poolStep; passed < step; passed++)
            _pool.Dequeue();
    }

    /// <summary>The batch of a step; steps come in order.</summary>
    public TrainingBatch Read(long step)
    {
        if (_pool.Count == 0)
            Fill(step);
        return _pool.Dequeue();
    }

    private void Fill(long step)
    {
        (PoolStart, PoolStep) = (Next, step);
        var progress = (double)step / totalSteps;
        var wanted = (long)settings.TokensPerBatch * settings.BatchesPerPool;
        var texts = new List<TrainingSequence>();
        for (var tokens = 0L; tokens < wanted;)
        {
            var text = Checked(source.Read(Next, progress), Next);
            Next++;
            texts.Add(text);
            tokens += text.Tokens.Length;
        }

        var batches = settings.Packing ? SequencePacking.Pack(texts, settings) : Sorted(texts);
        foreach (var batch in Shuffled(batches, step))
            _pool.Enqueue(batch);
    }

    private List<TrainingBatch> Sorted(List<TrainingSequence> texts)
    {
        // Sorting is stable, so equal lengths keep the order of the source.
        var ordered = texts.OrderBy(text => text.Tokens.Length).ToList();
        var batches = new List<TrainingBatch>();
        for (var first = 0; first < ordered.Count;)
        {
            var count = 1;
            while (first + count < ordered.Count && (count + 1) * ordered[first + count].Tokens.Length <= settings.TokensPerBatch)
                count++;
            batches.Add(TrainingBatch.Of([.. ordered.Skip(first).Take(count).Select(text => (IReadOnlyList<TrainingSequence>)[text])]));
            first += count;
        }

        return batches;
    }

    private IEnumerable<TrainingBatch> Shuffled(List<TrainingBatch> batches, long step)
    {
        var keys = Enumerable.Range(0, batches.Count).Select(index => new SplitMix(settings.Seed + (ulong)step, index).Next()).ToArray();
        return batches.Select((batch, index) => (batch, index)).OrderBy(item => keys[item.index]).Select(item => item.batch);
    }

    private TrainingSequence Checked(TrainingSequence text, long index)
    {
        if (text.Tokens.IsDefaultOrEmpty || text.Targets.IsDefault || text.Tokens.Length != text.Targets.Length)
            throw new InvalidDataException($"Text {index} of {source.Identity} has {(text.Tokens.IsDefault ? 0 : text.Tokens.Length)} tokens and {(text.Targets.IsDefault ? 0 : text.Targets.Length)} targets; expected at least one token and as many targets.");
        if (text.Tokens.Length > settings.LongestSequence)
            throw new InvalidDataException($"Text {index} of {source.Identity} has {text.Tokens.Length} tokens; at most {settings.LongestSequence} fit into a row. Cut it, or raise {nameof(BatchSettings.LongestSequence)}.");
        return text;
    }
}
