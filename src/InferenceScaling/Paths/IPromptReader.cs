namespace InferenceScaling.Paths;

/// <summary>A model that can say what it made of a prompt: its last hidden state there, from which a small head predicts how hard the question is (Damani et al. 2024).</summary>
/// <remarks>The state depends on the weights and the prompt only. Reading it costs no more than starting a path, and the path that follows finds the prompt in the cache.</remarks>
public interface IPromptReader
{
    /// <summary>Reads a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit the model's context.</exception>
    Task<PromptState> ReadPromptAsync(Prompt prompt, CancellationToken cancellationToken = default);
}
