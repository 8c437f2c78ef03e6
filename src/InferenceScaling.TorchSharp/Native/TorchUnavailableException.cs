namespace InferenceScaling.TorchSharp.Native;

/// <summary>libtorch cannot be loaded into this process. The message says what was found and what to do.</summary>
public sealed class TorchUnavailableException : PlatformNotSupportedException
{
    /// <summary>Creates the exception without details.</summary>
    public TorchUnavailableException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was found, what was expected, how to mend it.</param>
    public TorchUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was found, what was expected, how to mend it.</param>
    /// <param name="innerException">The loader's own error.</param>
    public TorchUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
