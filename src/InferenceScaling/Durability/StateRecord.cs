using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>What a model made of a prompt, as the data of a journal's entry.</summary>
/// <param name="State">The state.</param>
/// <param name="Joules">What a meter measured for it; null if none did.</param>
internal sealed record StateRecord(PromptState State, double? Joules = null)
{
    private const byte Version = 1;

    public static StateRecord Read(ReadOnlySpan<byte> data, string name)
    {
        var reader = new RecordReader(data, name);
        reader.RequireVersion(Version);
        var record = new StateRecord(new(reader.Floats(), UsageRecord.Read(ref reader)), UsageRecord.ReadJoules(ref reader));
        reader.RequireEnd();
        return record;
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Byte(Version);
        writer.Array(State.Values);
        UsageRecord.Write(writer, State.Usage);
        UsageRecord.WriteJoules(writer, Joules);
        return writer.Written.ToArray();
    }
}
