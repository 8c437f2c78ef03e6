using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>A step as the data of a journal's entry: everything but the generator's own state, every float bit by bit.</summary>
/// <param name="Place">Where in the tree the step is, such as <c>0.3.1</c>; for people, the key decides.</param>
/// <param name="Step">The step.</param>
/// <param name="Joules">What a meter measured for it; null if none did.</param>
internal sealed record StepRecord(string Place, ReasoningStep Step, double? Joules = null)
{
    private const byte Version = 2;

    public static StepRecord Read(ReadOnlySpan<byte> data, string name)
    {
        var reader = new RecordReader(data, name);
        var version = reader.RequireVersion(Version);
        var place = reader.Text();
        var step = new ReasoningStep
        {
            Text = reader.Text(),
            Finish = ReadFinish(ref reader, name),
            Tokens = reader.Ints(),
            LogProbabilities = reader.Floats(),
            SamplingLogProbabilities = reader.Floats(),
            Confidences = reader.Floats(),
            Usage = version == 1 ? UsageRecord.ReadOfVersion1(ref reader) : UsageRecord.Read(ref reader),
            Memory = reader.Byte() == 0 ? null : reader.Text(),
        };
        var joules = version == 1 ? null : UsageRecord.ReadJoules(ref reader);
        reader.RequireEnd();
        return new(place, step, joules);
    }

    /// <summary>What a step is, without what it cost.</summary>
    public static void WriteContent(RecordWriter writer, ReasoningStep step)
    {
        writer.Text(step.Text);
        writer.Byte((byte)step.Finish);
        writer.Array(step.Tokens);
        writer.Array(step.LogProbabilities);
        writer.Array(step.SamplingLogProbabilities);
        writer.Array(step.Confidences);
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Text(Place);
        WriteContent(writer, Step);
        UsageRecord.Write(writer, Step.Usage);
        writer.Byte(Step.Memory is null ? (byte)0 : (byte)1);
        if (Step.Memory is { } memory)
            writer.Text(memory);
        UsageRecord.WriteJoules(writer, Joules);
        return writer.Written.ToArray();
    }

    private static StepFinish ReadFinish(ref RecordReader reader, string name) => (StepFinish)reader.Byte() is var finish && Enum.IsDefined(finish)
        ? finish
        : throw new JournalFormatException($"{name}: a step ended with {(int)finish}, which is no {nameof(StepFinish)}.");
}
