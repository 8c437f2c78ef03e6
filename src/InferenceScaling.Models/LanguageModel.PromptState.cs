using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel : IPromptReader
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The executor gives no hidden states.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public async Task<PromptState> ReadPromptAsync(Prompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_loop.GivesStates)
            throw new NotSupportedException($"The executor of this {Config.Family} model gives no hidden states; use one whose {nameof(IDecoderExecutor.GivesStates)} is true, such as Backend.Cpu().");
        var request = new StateRequest();
        _ = Locate(ReasoningPath.Root(prompt, seed: 0), request, table: null, retokenize: false);
        var outcome = await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
        return new([.. outcome.State], new(outcome.PromptTokens, outcome.CachedPromptTokens));
    }
}
