namespace InferenceScaling.Durability;

/// <summary>One entry of a journal.</summary>
/// <param name="RequestId">The request it belongs to; 1 to 256 characters.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Key">What was asked: a hash of prompt, seed, path and step options; 0 for <see cref="JournalEntryKind.Begun"/> and <see cref="JournalEntryKind.Ended"/>.</param>
/// <param name="Source">Who answered: the identity of the generator or verifier; empty where nobody was asked.</param>
/// <param name="Data">The answer, in a versioned binary form (docs/durability.md).</param>
public sealed record JournalEntry(string RequestId, JournalEntryKind Kind, UInt128 Key, string Source, ReadOnlyMemory<byte> Data)
{
    /// <summary>Most characters of <see cref="RequestId"/> and of <see cref="Source"/>.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Most bytes of <see cref="Data"/>: 64 MiB.</summary>
    public const int MaxDataLength = 64 << 20;

    internal void Validate()
    {
        if (RequestId is not { Length: >= 1 and <= MaxNameLength } || !RecordWriter.IsUnicode(RequestId))
            throw new ArgumentException($"The id of a request is {(RequestId is null ? "null" : $"{RequestId.Length} characters long")}; it must be Unicode text of 1 to {MaxNameLength} characters.");
        if (Source is not { Length: <= MaxNameLength } || !RecordWriter.IsUnicode(Source))
            throw new ArgumentException($"The identity of a generator or verifier is {(Source is null ? "null" : $"{Source.Length} characters long")}; it must be Unicode text of at most {MaxNameLength} characters.");
        if (Data.Length > MaxDataLength)
            throw new ArgumentException($"An entry of request '{RequestId}' has {Data.Length} bytes; a journal takes at most {MaxDataLength}.");
    }
}
