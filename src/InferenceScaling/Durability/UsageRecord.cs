using InferenceScaling.Paths;

namespace InferenceScaling.Durability;

/// <summary>What a call cost, as a part of a journal's entry.</summary>
internal static class UsageRecord
{
    public static TokenUsage Read(ref RecordReader reader) => ReadOfVersion1(ref reader) with { Restored = reader.Long(), Spared = reader.Long() };

    /// <summary>Of a step or verdict of version 1: without what a cache had lost or held for others.</summary>
    public static TokenUsage ReadOfVersion1(ref RecordReader reader) => new(reader.Long(), reader.Long(), reader.Long(), reader.Long());

    public static void Write(RecordWriter writer, TokenUsage usage)
    {
        writer.Long(usage.Prompt);
        writer.Long(usage.CachedPrompt);
        writer.Long(usage.Generated);
        writer.Long(usage.Verified);
        writer.Long(usage.Restored);
        writer.Long(usage.Spared);
    }

    public static double? ReadJoules(ref RecordReader reader) => reader.Byte() == 0 ? null : BitConverter.Int64BitsToDouble(reader.Long());

    public static void WriteJoules(RecordWriter writer, double? joules)
    {
        writer.Byte(joules is null ? (byte)0 : (byte)1);
        if (joules is { } measured)
            writer.Long(BitConverter.DoubleToInt64Bits(measured));
    }
}
