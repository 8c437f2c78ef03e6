namespace InferenceScaling.Durability;

/// <summary>Another process, or another part of this one, has the journal open.</summary>
public sealed class JournalInUseException : JournalException
{
    /// <summary>Creates the exception without details.</summary>
    public JournalInUseException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    public JournalInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public JournalInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
