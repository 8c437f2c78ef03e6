namespace InferenceScaling.Durability;

/// <summary>A replay was asked for a call that the journal does not hold.</summary>
public sealed class CallNotRecordedException : JournalException
{
    /// <summary>Creates the exception without details.</summary>
    public CallNotRecordedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    public CallNotRecordedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, and how to go on.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public CallNotRecordedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
