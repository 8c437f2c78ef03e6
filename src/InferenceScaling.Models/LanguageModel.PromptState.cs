using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel : IPromptReader
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The executor gives no hidden states.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public async Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_loop.GivesStates)
            throw new NotSupportedException($"The executor of this {Config.Family} model gives no hidden states; use one whose {nameof(IDecoderExecutor.GivesStates)} is true, such as Backend.Cpu().");
        var request = new StateRequest();
        _ = Locate(root, request, table: null, retokenize: false, out var own);
        var read = _reads.Begin(root, own);
        try
        {
            var outcome = await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
            return new([.. outcome.State], read.Count(TrulyRead(outcome.PromptTokens, outcome.CachedPromptTokens)));
        }
        catch
        {
            read.Undo();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath root, PromptState state)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(state);
        _reads.Recall(root, state.Usage);
    }
}
