namespace InferenceScaling.Durability;

/// <summary>A request with this id was begun with another prompt, seed or setting. The message names the first that differs.</summary>
public sealed class JournalConflictException : JournalException
{
    /// <summary>Creates the exception without details.</summary>
    public JournalConflictException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    public JournalConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public JournalConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
