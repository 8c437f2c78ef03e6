namespace InferenceScaling.Durability;

/// <summary>Reads a file journal from the start to the end of what was committed.</summary>
/// <remarks>
/// A commit begins only after the one before is on the disk. So a frame that does not check is the last commit, cut by a crash, if no frame follows it;
/// a frame that is followed by another was once whole, and the file is damaged.
/// </remarks>
internal sealed class JournalScan(JournalStorage storage, ulong salt)
{
    private readonly byte[] _header = new byte[JournalFrame.HeaderLength];
    private byte[] _body = new byte[64 << 10];

    /// <summary>Reads every whole frame.</summary>
    /// <param name="found">Gets each entry with the place of its bytes in the file.</param>
    /// <returns>Where the next frame goes.</returns>
    /// <exception cref="JournalFormatException">The file is damaged before its end.</exception>
    public long Run(Action<JournalEntry, JournalPlace> found)
    {
        var length = storage.Length;
        long offset = JournalFileHeader.Length;
        while (offset < length)
        {
            if (Defect(offset, length) is { } defect)
            {
                if (NextFrame(offset + 1, length) is { } next)
                    throw new JournalFormatException($"{storage.Path} is damaged at byte {offset}: {defect}; whole entries follow from byte {next} on, so that this is no write that a crash cut. Restore the file from a copy, or begin a new one.");
                break;
            }

            var place = offset + JournalFrame.HeaderLength;
            var body = _body.AsSpan(0, JournalFrame.BodyLength(_header));
            for (var start = 0; start < body.Length;)
            {
                var entry = JournalEntryFormat.Read(body[start..], $"{storage.Path}, byte {place + start}", out var size);
                found(entry, new(place + start, size));
                start += size;
            }

            offset = place + body.Length;
        }

        return offset;
    }

    private string? Defect(long offset, long length)
    {
        if (length - offset < JournalFrame.HeaderLength)
            return $"only {length - offset} bytes, fewer than the {JournalFrame.HeaderLength} of a frame's head";
        storage.Read(_header, offset);
        if (!JournalFrame.IsHeader(_header, offset, salt))
            return "the head of a frame was expected, and the checksum is wrong";
        var size = JournalFrame.BodyLength(_header);
        if (size > length - offset - JournalFrame.HeaderLength)
            return $"a frame of {size} bytes was announced, and {length - offset - JournalFrame.HeaderLength} follow";
        if (_body.Length < size)
            _body = new byte[Math.Max(size, Math.Min(2 * _body.Length, JournalFrame.MaxBodyLength))];
        storage.Read(_body.AsSpan(0, size), offset + JournalFrame.HeaderLength);
        return JournalFrame.IsBody(_header, _body.AsSpan(0, size), offset, salt) ? null : $"the checksum of a frame of {size} bytes is wrong";
    }

    private long? NextFrame(long offset, long length)
    {
        var window = new byte[1 << 20];
        while (offset + JournalFrame.HeaderLength <= length)
        {
            var read = window.AsSpan(0, storage.Read(window, offset));
            for (var start = 0; start + JournalFrame.HeaderLength <= read.Length; start++)
            {
                if (JournalFrame.IsHeader(read[start..], offset + start, salt))
                    return offset + start;
            }

            if (read.Length < window.Length)
                return null;
            offset += read.Length - JournalFrame.HeaderLength + 1;
        }

        return null;
    }
}
