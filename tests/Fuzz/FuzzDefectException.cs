namespace InferenceScaling.Fuzz;

/// <summary>An input did what none may do.</summary>
public sealed class FuzzDefectException : Exception
{
    public FuzzDefectException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
