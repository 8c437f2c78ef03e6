namespace InferenceScaling.Durability;

/// <summary>A journal does not do what a request needs of it: it cannot be written, is damaged, in use, of other settings, or holds no answer. The request ends with it, whatever the strategy; what was journaled before stays.</summary>
public class JournalException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public JournalException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public JournalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
