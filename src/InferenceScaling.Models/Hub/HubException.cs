using System.Net;

namespace InferenceScaling.Models.Hub;

/// <summary>A model could not be downloaded, or is not in the cache. The message says which file, what happened and what helps.</summary>
public sealed class HubException : IOException
{
    /// <summary>Creates the exception without details.</summary>
    public HubException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened and what helps.</param>
    public HubException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What happened and what helps.</param>
    /// <param name="innerException">What went wrong underneath.</param>
    public HubException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The server's answer, where it was one that made the download fail.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>Whether the server could not be reached, or was overloaded, so that trying later may help.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server asks to wait, where it does.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
