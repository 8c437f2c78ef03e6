namespace InferenceScaling.Training.Data;

/// <summary>Texts side by side: rows of equal length, padded at the end, perhaps several texts to a row.</summary>
internal sealed class TrainingBatch
{
    private readonly int[] _starts;
    private readonly int[] _lengths;

    private TrainingBatch(int rows, int length)
    {
        Rows = rows;
        Length = length;
        Tokens = new long[rows * length];
        Positions = new long[rows * length];
        _starts = new int[rows * length];
        _lengths = new int[rows * length];
    }

    public int Rows { get; }

    /// <summary>Tokens of a row, padding included.</summary>
    public int Length { get; }

    /// <summary>[rows × length].</summary>
    public long[] Tokens { get; }

    /// <summary>[rows × length]: position within the own text.</summary>
    public long[] Positions { get; }

    /// <summary>The texts of each row.</summary>
    public IReadOnlyList<IReadOnlyList<TrainingSequence>> Texts { get; private set; } = [];

    /// <summary>Whether the texts are the model's own: their targets are what it drew, not what is right.</summary>
    public bool IsSampled { get; private set; }

    /// <summary>Whether a row holds several texts.</summary>
    public bool IsPacked { get; private set; }

    /// <summary>Where something is learnt, in the flattened batch.</summary>
    public long[] TargetRows { get; private set; } = [];

    /// <summary>What is learnt there.</summary>
    public long[] Targets { get; private set; } = [];

    /// <summary>Tokens without padding.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Puts texts into rows.</summary>
    /// <param name="rows">Texts of each row, one after the other.</param>
    /// <param name="isSampled">Whether the model itself drew them.</param>
    public static TrainingBatch Of(IReadOnlyList<IReadOnlyList<TrainingSequence>> rows, bool isSampled = false)
    {
        var batch = new TrainingBatch(rows.Count, rows.Max(row => row.Sum(text => text.Tokens.Length))) { Texts = rows, IsSampled = isSampled };
        var (places, targets) = (new List<long>(), new List<long>());
        for (var row = 0; row < rows.Count; row++)
        {
            var at = row * batch.Length;
            foreach (var text in rows[row])
            {
                batch.Place(text, at, places, targets);
                at += text.Tokens.Length;
            }

            batch.IsPacked |= rows[row].Count > 1;
            batch.Pad(at, (row + 1) * batch.Length);
        }

        (batch.TargetRows, batch.Targets) = ([.. places], [.. targets]);
        return batch;
    }

    /// <summary>The tokens some places earlier in the own text; 0 before its start.</summary>
    public long[] Earlier(int shift)
    {
        var earlier = new long[Tokens.Length];
        for (var index = 0; index < earlier.Length; index++)
            earlier[index] = Positions[index] >= shift ? Tokens[index - shift] : 0;
        return earlier;
    }

    public bool IsSameSequence(int row, int at, int other) => _starts[(row * Length) + at] == _starts[(row * Length) + other];

    /// <summary>How long the text is that a place of the flattened batch belongs to.</summary>
    public int SequenceLength(int index) => _lengths[index];

    private void Place(TrainingSequence text, int start, List<long> places, List<long> targets)
    {
        for (var index = 0; index < text.Tokens.Length; index++)
        {
            var at = start + index;
            (Tokens[at], Positions[at], _starts[at], _lengths[at]) = (text.Tokens[index], index, start, text.Tokens.Length);
            if (text.Targets[index] < 0)
                continue;
            places.Add(at);
            targets.Add(text.Targets[index]);
        }

        TokenCount += text.Tokens.Length;
    }

    private void Pad(int from, int end)
    {
        for (var at = from; at < end; at++)
            (Positions[at], _starts[at], _lengths[at]) = (at - from, from, end - from);
    }
}
