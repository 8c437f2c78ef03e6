namespace InferenceScaling.Durability.Child;

/// <summary>When a process dies.</summary>
internal enum CrashKind
{
    /// <summary>When the parent kills it, or at its end.</summary>
    Never,

    /// <summary>Right after a paid call, before the journal hears of it.</summary>
    Paid,

    /// <summary>In the middle of a write to the file journal, after so many bytes in all.</summary>
    Bytes,

    /// <summary>After a write to the file journal, before its flush.</summary>
    Flushes,
}
