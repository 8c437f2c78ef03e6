namespace InferenceScaling.Paths;

/// <summary>A model that can say what it made of a prompt: its last hidden state there, from which a small head predicts how hard the question is (Damani et al. 2024).</summary>
/// <remarks>The state depends on the weights and the prompt only. Reading it costs no more than starting a path, and the paths that follow count the prompt as read.</remarks>
public interface IPromptReader
{
    /// <summary>Tells this reader from others whose states differ: a journal gives states back under the same identity only.</summary>
    /// <value>The default is the name of the type. A reader around another one adds the inner identity.</value>
    string Identity => GetType().ToString();

    /// <summary>Reads a prompt.</summary>
    /// <param name="root">The empty path of the prompt: see <see cref="ReasoningPath.Root"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit the model's context.</exception>
    Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default);

    /// <summary>Says that this reader has read a prompt before, perhaps in a process that died: a journal gave the state back. See <see cref="IStepGenerator.Recall"/>.</summary>
    /// <param name="root">The empty path of the prompt.</param>
    /// <param name="state">What it read.</param>
    void Recall(ReasoningPath root, PromptState state)
    {
    }
}
