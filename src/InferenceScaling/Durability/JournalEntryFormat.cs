namespace InferenceScaling.Durability;

/// <summary>One entry as bytes in a frame.</summary>
internal static class JournalEntryFormat
{
    public static void Write(RecordWriter writer, JournalEntry entry)
    {
        writer.Byte((byte)entry.Kind);
        writer.Text(entry.RequestId);
        writer.Key(entry.Key);
        writer.Text(entry.Source);
        writer.Bytes(entry.Data.Span);
    }

    public static JournalEntry Read(ReadOnlySpan<byte> bytes, string name, out int length)
    {
        var reader = new RecordReader(bytes, name);
        var kind = (JournalEntryKind)reader.Byte();
        if (!Enum.IsDefined(kind))
            throw new JournalFormatException($"{name}: an entry of the unknown kind {(int)kind}.");
        var entry = new JournalEntry(reader.Text(), kind, reader.Key(), reader.Text(), reader.Bytes().ToArray());
        length = reader.Position;
        return entry;
    }
}
