namespace InferenceScaling.Paths;

/// <summary>A model that extends a reasoning path by one step.</summary>
/// <remarks>
/// Calls run concurrently and implementations batch them. The result depends on the path, the ordinal and the options only:
/// all randomness comes from <c>path.Random.Child(ordinal)</c>, never from the batch, the clock or the order of calls.
/// So should what a call counts: a generator with a cache counts what it reads with <see cref="PathReads"/>, or limits on it depend on what the cache holds.
/// </remarks>
public interface IStepGenerator
{
    /// <summary>What is known about the cost of calls before they run; null if nothing. A generator that passes calls on passes this on too.</summary>
    ModelCosts? Costs => null;

    /// <summary>Tells this generator from others whose answers differ: model and weights, and what wraps them. A journal gives answers back under the same identity only.</summary>
    /// <value>The default is the name of the type. A generator around another one adds the inner identity.</value>
    string Identity => GetType().ToString();

    /// <summary>Generates the step that makes the <paramref name="ordinal"/>-th child of <paramref name="path"/>.</summary>
    /// <param name="path">An open path.</param>
    /// <param name="ordinal">Place among the siblings, from zero.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="cancellationToken">Stops the generation within a few tokens and frees what it held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit the model's context.</exception>
    Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default);

    /// <summary>Says that the last step of a path is one that this generator made before, perhaps in a process that died: a journal gave it back. A generator that counts what it reads counts it as made now (see <see cref="PathReads"/>); one that remembers its steps gets them back. Never needed for correctness.</summary>
    /// <remarks>A generator around another one passes this on, without what it has added to the usage itself.</remarks>
    /// <param name="path">A path whose last step is this generator's.</param>
    /// <param name="usage">What making the step counted.</param>
    void Recall(ReasoningPath path, TokenUsage usage)
    {
    }

    /// <summary>Says that the search will not extend this very path again, so that its cache can go. Never needed for correctness; calling it twice is harmless.</summary>
    /// <param name="path">A path this generator made a step of.</param>
    void Release(ReasoningPath path);
}
