using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Ledger;

/// <summary>The embedded step verifier: a second small model that says how likely it finds each derivation.</summary>
/// <remarks>
/// A step's score is the probability of its tokens without the step number and the name: which fact to derive next is the generator's choice, whether the
/// derivation is right is the verifier's. A step that has not the form of one scores 0, whatever the model thinks of it: what is no derivation or answer, derives
/// a name twice or one that the problem has not, or uses or answers what is not derived yet. Scores of steps multiply (<see cref="ScoreAggregation.Product"/>).
/// Thread-safe; every step of a tree is read once.
/// </remarks>
public sealed class LedgerVerifier : IVerifier, IAsyncDisposable, IDisposable
{
    private readonly LanguageModel _language;
    private readonly LedgerBindings _bindings;
    private readonly int _answer;
    private readonly ConditionalWeakTable<Prompt, DerivationForm> _forms = [];
    private readonly ConditionalWeakTable<ReasoningPath, StrongBox<double>> _scores = [];

    internal LedgerVerifier(LedgerLanguage language)
    {
        (_language, _bindings) = (language.Model, language.Bindings);
        Costs = new LedgerVerifierCosts(_language.Costs, node => _scores.TryGetValue(node, out _));
        _answer = _language.Tokenizer.TokenId("Answer:")!.Value;
    }

    /// <inheritdoc/>
    public ModelCosts Costs { get; }

    /// <inheritdoc/>
    public string Identity => $"ledger {_language.Identity}";

    /// <summary>The language model underneath: tokenizer, decoder, memory.</summary>
    public LanguageModel Language => _language;

    /// <summary>Loads the verifier.</summary>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    public static LedgerVerifier Load(Backend? backend = null) => new(LedgerLanguage.Load("verifier", backend ?? Backend.Cpu()));

    /// <summary>Loads a verifier that was trained for the task.</summary>
    /// <param name="folder">A folder with config.json and safetensors, of the vocabulary of <see cref="LedgerVocabulary"/>.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <exception cref="FileNotFoundException">There is no model.</exception>
    /// <exception cref="Models.Checkpoints.CheckpointFormatException">The model is damaged, or of an unknown family.</exception>
    public static LedgerVerifier LoadFrom(string folder, Backend? backend = null) => new(LedgerLanguage.LoadFrom(folder, "verifier", backend ?? Backend.Cpu()));

    /// <summary>The verifier with another decoder of the task, such as a compressed one (<see cref="LanguageModel.WithDecoder"/> of <see cref="Language"/>).</summary>
    /// <param name="language">Owned by the new verifier.</param>
    public LedgerVerifier WithLanguage(LanguageModel language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return new(new LedgerLanguage(language, _bindings));
    }

    /// <inheritdoc/>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var nodes = new ReasoningPath[path.Depth];
        for (var node = path; node.Step is not null; node = node.Parent!)
            nodes[node.Depth - 1] = node;
        var scores = ImmutableArray.CreateBuilder<double>(nodes.Length);
        var usage = default(TokenUsage);
        foreach (var node in nodes)
        {
            if (!_scores.TryGetValue(node, out var score))
            {
                var scored = await _language.ScoreStepAsync(node, cancellationToken: cancellationToken).ConfigureAwait(false);
                score = new(HasForm(node) ? Score(scored) : 0);
                usage += scored.Usage;
                _scores.AddOrUpdate(node, score);
            }

            scores.Add(score.Value);
        }

        return new(scores.MoveToImmutable()) { Usage = usage };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scores);
        for (var node = path; node.Step is not null; node = node.Parent!)
        {
            // Only before a first step a prompt is read.
            if (_scores.TryAdd(node, new(scores.Values[node.Depth - 1])))
                _language.RecallScore(node, node.Depth == 1 ? scores.Usage : default);
        }
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path) => _language.Release(path);

    /// <inheritdoc/>
    public void Dispose() => _language.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _language.DisposeAsync();

    private bool HasForm(ReasoningPath path)
    {
        if (!_forms.TryGetValue(path.Prompt, out var form))
            form = _forms.GetOrAdd(path.Prompt, new DerivationForm(_bindings.Of(path.Prompt)));
        return form.Holds(path);
    }

    private double Score(ScoredTokens step)
    {
        var skipped = step.Tokens.Length > 0 && step.Tokens[0] == _answer ? 1 : 2;
        var logLikelihood = 0.0;
        for (var index = skipped; index < step.LogProbabilities.Length; index++)
            logLikelihood += step.LogProbabilities[index];
        return Math.Min(1, Math.Exp(logLikelihood));
    }
}
