namespace InferenceScaling.Paths;

/// <summary>A call to a generator or verifier failed after it had cost something. Throw it, rather than another exception, where the cost is known: the budget books it.</summary>
public class CallFailedException : Exception
{
    /// <summary>A failure that cost nothing that is known.</summary>
    public CallFailedException()
    {
    }

    /// <summary>A failure that cost nothing that is known.</summary>
    /// <param name="message">What failed.</param>
    public CallFailedException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that cost nothing that is known.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">Why.</param>
    public CallFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure that cost something.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="usage">What it cost.</param>
    /// <param name="innerException">Why; null if there is no other exception.</param>
    public CallFailedException(string message, TokenUsage usage, Exception? innerException = null)
        : base(message, innerException)
    {
        Usage = usage;
    }

    /// <summary>What the call cost before it failed.</summary>
    public TokenUsage Usage { get; }
}
