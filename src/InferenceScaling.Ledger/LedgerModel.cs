using InferenceScaling.Models;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger;

/// <summary>The embedded generator: solves word problems of the Ledger task, one derivation a step, often wrongly. A model that search can help.</summary>
/// <remarks>Thread-safe. A path ends with the step that begins with "Answer:". Problems look like <see cref="LedgerProblems.HeldOut"/>.</remarks>
public sealed class LedgerModel : IStepGenerator, IPromptReader, IAsyncDisposable, IDisposable
{
    private readonly LanguageModel _language;
    private readonly LedgerText _text;

    private LedgerModel(LanguageModel language)
    {
        _language = language;
        _text = new(language.Tokenizer);
    }

    /// <inheritdoc/>
    public ModelCosts Costs => _language.Costs;

    /// <inheritdoc/>
    public string Identity => $"ledger {_language.Identity}";

    /// <summary>The language model underneath: tokenizer, decoder, memory.</summary>
    public LanguageModel Language => _language;

    /// <summary>Loads the generator.</summary>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    public static LedgerModel Load(Backend? backend = null) => new(LedgerLanguage.Load("generator", backend ?? Backend.Cpu()));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has a word that the model does not know, or is no question.</exception>
    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Depth == 0)
            _text.CheckProblem(path.Prompt.ToString());
        var step = await _language.GenerateStepAsync(path, ordinal, options, cancellationToken).ConfigureAwait(false);
        var text = _text.Render(step.Tokens.AsSpan(), LastToken(path));
        var isAnswer = step.Finish == StepFinish.Delimiter && text.StartsWith("Answer:", StringComparison.Ordinal);
        return step with { Text = text, Finish = isAnswer ? StepFinish.EndOfText : step.Finish };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has a word that the model does not know, or is no question.</exception>
    public Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        _text.CheckProblem(root.Prompt.ToString());
        return _language.ReadPromptAsync(root, cancellationToken);
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, TokenUsage usage) => _language.Recall(path, usage);

    /// <inheritdoc/>
    public void Recall(ReasoningPath root, PromptState state) => _language.Recall(root, state);

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _language.Release(path);

    /// <inheritdoc/>
    public void Dispose() => _language.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _language.DisposeAsync();

    // A step that was cut by its token limit goes on in the middle of a line, perhaps of a number.
    private static int? LastToken(ReasoningPath path) => path.Step is { Tokens.IsEmpty: false } step ? step.Tokens[^1] : null;
}
