namespace InferenceScaling.Durability;

/// <summary>A journal is damaged or none at all. The message has the file, the place in it, what was found and what was expected.</summary>
public sealed class JournalFormatException : JournalException
{
    /// <summary>Creates the exception without details.</summary>
    public JournalFormatException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    public JournalFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public JournalFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
