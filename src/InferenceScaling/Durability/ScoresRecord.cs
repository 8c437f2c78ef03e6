using System.Collections.Immutable;
using InferenceScaling.Verification;

namespace InferenceScaling.Durability;

/// <summary>A verdict as the data of a journal's entry.</summary>
/// <param name="Place">Where in the tree the path ends, such as <c>0.3.1</c>; for people, the key decides.</param>
/// <param name="Scores">The verdict.</param>
internal sealed record ScoresRecord(string Place, StepScores Scores)
{
    private const byte Version = 1;

    public static ScoresRecord Read(ReadOnlySpan<byte> data, string name)
    {
        var reader = new RecordReader(data, name);
        reader.RequireVersion(Version);
        var place = reader.Text();
        var record = new ScoresRecord(place, new(reader.Doubles()) { Feedback = ReadFeedback(ref reader), Usage = StepRecord.ReadUsage(ref reader) });
        reader.RequireEnd();
        return record;
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Text(Place);
        writer.Array(Scores.Values);
        writer.Int(Scores.Feedback.IsDefault ? -1 : Scores.Feedback.Length);
        foreach (var (step, message) in Scores.Feedback.IsDefault ? [] : Scores.Feedback)
        {
            writer.Int(step);
            writer.Text(message);
        }

        StepRecord.Write(writer, Scores.Usage);
        return writer.Written.ToArray();
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
