namespace InferenceScaling.Paths;

/// <summary>A call to a generator or verifier failed after it had cost something. Throw it, rather than another exception, where the cost is known: the budget books it.</summary>
public class CallFailedException : Exception
{
    /// <summary>A failed call.</summary>
    public CallFailedException()
    {
    }

    /// <summary>A failed call.</summary>
    /// <param name="message">What failed.</param>
    public CallFailedException(string message)
        : base(message)
    {
    }

    /// <summary>A failed call.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">Why.</param>
    public CallFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What the call cost before it failed.</summary>
    public TokenUsage Usage { get; init; }
}
