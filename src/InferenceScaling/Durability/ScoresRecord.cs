using System.Collections.Immutable;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>A verdict as the data of a journal's entry.</summary>
/// <param name="Place">Where in the tree the path ends, such as <c>0.3.1</c>; for people, the key decides.</param>
/// <param name="Scores">The verdict.</param>
/// <param name="Joules">What a meter measured for it; null if none did.</param>
internal sealed record ScoresRecord(string Place, StepScores Scores, double? Joules = null)
{
    private const byte Version = 2;

    // Verifiers around verifiers around verifiers: nobody nests them deeper.
    private const int MaxNesting = 16;

    public static ScoresRecord Read(ReadOnlySpan<byte> data, string name)
    {
        var reader = new RecordReader(data, name);
        var version = reader.RequireVersion(Version);
        var place = reader.Text();
        var record = version == 1
            ? new ScoresRecord(place, new(reader.Doubles()) { Feedback = ReadFeedback(ref reader), Usage = UsageRecord.ReadOfVersion1(ref reader) })
            : new ScoresRecord(place, ReadScores(ref reader, name, nesting: 0), UsageRecord.ReadJoules(ref reader));
        reader.RequireEnd();
        return record;
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Text(Place);
        Write(writer, Scores, nesting: 0);
        UsageRecord.WriteJoules(writer, Joules);
        return writer.Written.ToArray();
    }

    private static StepScores ReadScores(ref RecordReader reader, string name, int nesting)
    {
        if (nesting > MaxNesting)
            throw new JournalFormatException($"{name}: verdicts within verdicts, more than {MaxNesting} deep.");
        var scores = new StepScores(reader.Doubles()) { Feedback = ReadFeedback(ref reader), Usage = UsageRecord.Read(ref reader) };
        var count = reader.Count(size: 60);
        if (count <= 0)
            return scores;
        var parts = ImmutableArray.CreateBuilder<StepScores>();
        for (; count > 0; count--)
            parts.Add(ReadScores(ref reader, name, nesting + 1));
        return scores with { Parts = parts.ToImmutable() };
    }

    private static void Write(RecordWriter writer, StepScores scores, int nesting)
    {
        writer.Array(scores.Values);
        writer.Int(scores.Feedback.IsDefault ? -1 : scores.Feedback.Length);
        foreach (var (step, message) in scores.Feedback.IsDefault ? [] : scores.Feedback)
        {
            writer.Int(step);
            writer.Text(message);
        }

        UsageRecord.Write(writer, scores.Usage);
        writer.Int(nesting < MaxNesting ? scores.Parts.Length : 0);
        foreach (var part in nesting < MaxNesting ? scores.Parts : [])
            Write(writer, part, nesting + 1);
    }

    private static ImmutableArray<StepFeedback> ReadFeedback(ref RecordReader reader)
    {
        var count = reader.Count(size: 8);
        if (count < 0)
            return default;
        var feedback = ImmutableArray.CreateBuilder<StepFeedback>(count);
        for (; count > 0; count--)
            feedback.Add(new(reader.Int(), reader.Text()));
        return feedback.MoveToImmutable();
    }
}
