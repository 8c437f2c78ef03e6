namespace InferenceScaling.TorchSharp.Compression;

/// <summary>A model cannot be compressed as asked: a layer has no such form, or its activations are no numbers. The model it came from is as it was.</summary>
public sealed class CompressionException : Exception
{
    /// <summary>Without a message of its own.</summary>
    public CompressionException()
        : base("The model cannot be compressed as asked.")
    {
    }

    /// <param name="message">What was found where, what was expected, and what to do.</param>
    public CompressionException(string message)
        : base(message)
    {
    }

    /// <param name="message">What was found where, what was expected, and what to do.</param>
    /// <param name="innerException">What it came from.</param>
    public CompressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
