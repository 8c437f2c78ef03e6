namespace InferenceScaling.Reasoning;

/// <summary>Answers questions by searching over reasoning paths.</summary>
/// <remarks>
/// Thread-safe: one reasoner serves any number of requests at a time. Requests are never changed.
/// A budget that runs out does not throw: the best candidate so far returns with the reason. Cancellation throws
/// <see cref="OperationCanceledException"/>; a stream yields the partial result before it does.
/// Disposing a reasoner disposes what its middleware owns, not the generator and verifier it was given.
/// </remarks>
public interface IReasoner : IDisposable
{
    /// <summary>Answers a question.</summary>
    /// <param name="request">The question; a string converts.</param>
    /// <param name="cancellationToken">Ends the search and frees what it held.</param>
    Task<ReasoningResult> ReasonAsync(ReasoningRequest request, CancellationToken cancellationToken = default);

    /// <summary>Answers a question and tells what happens on the way: steps, candidates, changes of the leading answer, and last the result.</summary>
    /// <param name="request">The question; a string converts.</param>
    /// <param name="cancellationToken">Ends the search and frees what it held. So does leaving the stream.</param>
    IAsyncEnumerable<ReasoningUpdate> ReasonStreamingAsync(ReasoningRequest request, CancellationToken cancellationToken = default);

    /// <summary>Finds a service behind this reasoner, such as a middleware of a given type.</summary>
    /// <param name="serviceType">What is sought.</param>
    /// <param name="serviceKey">Distinguishes services of one type.</param>
    /// <returns>The service, or null.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
