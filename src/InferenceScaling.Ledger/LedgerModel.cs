using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger;

/// <summary>The embedded generator: solves word problems of the Ledger task, one derivation a step, often wrongly. A model that search can help.</summary>
/// <remarks>
/// Thread-safe. A path ends with the step that begins with "Answer:". Problems look like <see cref="LedgerProblems.HeldOut"/>, with the question at any place,
/// and numbers below a hundred in digits or words. Weights that were trained with <see cref="LedgerVocabulary.SpareNames"/> and <see cref="LedgerVocabulary.SpareItems"/> read
/// any names that begin with a capital letter and any items, a few in a problem; steps are written in the problem's own words.
/// </remarks>
public sealed class LedgerModel : IStepGenerator, IPromptReader, IAsyncDisposable, IDisposable
{
    private readonly LanguageModel _language;
    private readonly LedgerBindings _bindings;

    internal LedgerModel(LedgerLanguage language) => (_language, _bindings) = (language.Model, language.Bindings);

    /// <inheritdoc/>
    public ModelCosts Costs => _language.Costs;

    /// <inheritdoc/>
    public string Identity => $"ledger {_language.Identity}";

    /// <summary>The language model underneath: tokenizer, decoder, memory.</summary>
    public LanguageModel Language => _language;

    /// <summary>Loads the generator.</summary>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    public static LedgerModel Load(Backend? backend = null) => new(LedgerLanguage.Load("generator", backend ?? Backend.Cpu()));

    /// <summary>Loads a generator that was trained for the task.</summary>
    /// <param name="folder">A folder with config.json and safetensors, of the vocabulary of <see cref="LedgerVocabulary"/>.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <exception cref="FileNotFoundException">There is no model.</exception>
    /// <exception cref="Models.Checkpoints.CheckpointFormatException">The model is damaged, or of an unknown family.</exception>
    public static LedgerModel LoadFrom(string folder, Backend? backend = null) => new(LedgerLanguage.LoadFrom(folder, "generator", backend ?? Backend.Cpu()));

    /// <summary>The generator with another decoder of the task, such as a compressed one (<see cref="LanguageModel.WithDecoder"/> of <see cref="Language"/>).</summary>
    /// <param name="language">Owned by the new generator.</param>
    public LedgerModel WithLanguage(LanguageModel language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return new(new LedgerLanguage(language, _bindings));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has a word that the model does not know and cannot bind to a spare one, or is no question.</exception>
    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var binding = _bindings.Of(path.Prompt);
        var step = await _language.GenerateStepAsync(path, ordinal, options, cancellationToken).ConfigureAwait(false);
        var text = binding.Render(step.Tokens.AsSpan(), LastToken(path));
        var isAnswer = step.Finish == StepFinish.Delimiter && text.StartsWith("Answer:", StringComparison.Ordinal);
        return step with { Text = text, Finish = isAnswer ? StepFinish.EndOfText : step.Finish };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has a word that the model does not know and cannot bind to a spare one, or is no question.</exception>
    public Task<PromptState> ReadPromptAsync(ReasoningPath root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(root);
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
