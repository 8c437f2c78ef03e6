using System.Runtime.CompilerServices;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Models.Verifiers;

/// <summary>A process or outcome reward model that runs in this process: scores every step of a path.</summary>
/// <remarks>
/// Thread-safe. The texts of the steps are read, not their token ids, so that any generator will do. A step that was scored is not read again: its score and
/// its place in the cache stay until <see cref="Release"/> or until nobody refers to the path. The score of a step depends on the prompt and the steps up to it only.
/// </remarks>
public sealed class RewardModel : IVerifier, IAsyncDisposable, IDisposable
{
    private readonly RewardLayout _layout;
    private readonly OutputReader _reader;
    private readonly PathReads _prompts;
    private readonly ConditionalWeakTable<Prompt, int[]> _openings = [];
    private readonly ConditionalWeakTable<ReasoningPath, ScoredStep> _steps = [];

    private RewardModel(LanguageModel language, RewardFamily family)
    {
        Language = language;
        Family = family;
        _layout = family.Bind(language);
        Costs = new RewardCosts(language.Costs, path => LayOut(path).Bound());
        _prompts = new(root => _openings.GetValue(root.Prompt, _layout.Begin).Length);
        _reader = (outputs, values) => values[0] = _layout.Score(outputs);
    }

    /// <inheritdoc/>
    public string Identity => $"{Family} by {Language.Identity}";

    /// <summary>The model underneath: tokenizer, decoder, memory.</summary>
    public LanguageModel Language { get; }

    /// <summary>How paths are laid out and outputs are read.</summary>
    public RewardFamily Family { get; }

    /// <inheritdoc/>
    public ModelCosts Costs { get; }

    /// <summary>Loads a reward model.</summary>
    /// <param name="path">As for <see cref="LanguageModel.Load(string, Backend?, LanguageModelOptions?)"/>; a folder for heads other than a language model's.</param>
    /// <param name="backend">What computes; null for <c>Backend.Cpu()</c>.</param>
    /// <param name="family">The family; null to tell it from the model's head, which is possible unless that is a language model's.</param>
    /// <param name="options">How the model works; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The model, or its tokenizer, is not there.</exception>
    /// <exception cref="CheckpointFormatException">The model is damaged, unsupported, or contradicts itself.</exception>
    /// <exception cref="ArgumentException">The model is not of the family, or the family cannot be told.</exception>
    public static RewardModel Load(string path, Backend? backend = null, RewardFamily? family = null, LanguageModelOptions? options = null) =>
        Create(LanguageModel.Load(path, backend, options, valueHead: family is null || family.Accepts(HeadKind.Value)), family);

    /// <summary>Takes a model that is already there.</summary>
    /// <param name="language">The model; owned from now on, and disposed if this fails.</param>
    /// <param name="family">The family; null to tell it from the model's head.</param>
    /// <exception cref="ArgumentException">The model is not of the family, or the family cannot be told.</exception>
    public static RewardModel Create(LanguageModel language, RewardFamily? family = null)
    {
        ArgumentNullException.ThrowIfNull(language);
        try
        {
            return new(language, family ?? RewardFamily.Detect(language.Config));
        }
        catch
        {
            language.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path has no step, or does not fit the context.</exception>
    /// <exception cref="InvalidOperationException">The model's output is no number, or the tokenizer merges a mark with the text before it.</exception>
    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        if (path.Depth == 0)
            throw new ArgumentException("The path has no step to score; score a path below the root.", nameof(path));
        var laidOut = LayOut(path);
        var usage = default(TokenUsage);
        while (laidOut.NextChain() is var (first, last))
            usage += await ReadAsync(laidOut, first, last, cancellationToken).ConfigureAwait(false);
        return new([.. Enumerable.Range(0, laidOut.Depth).Select(index => laidOut.Known(index)!.Score)]) { Usage = usage };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, StepScores scores)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(scores);
        RewardPath laidOut;
        try
        {
            laidOut = LayOut(path);
        }
        catch (ArgumentException)
        {
            // Another context length than then: whoever scores a longer path hears of it.
            return;
        }

        _prompts.Recall(laidOut.Root, scores.Usage);
        while (laidOut.NextChain() is var (first, last))
        {
            var stem = laidOut.Input(last).Stem;
            var context = laidOut.NearestContext(first, stem);
            context.Handle?.Return();
            for (var index = first; index <= last; index++)
                Keep(laidOut, index, new(laidOut.Input(index).Stem, scores.Values[index], Handle: null, IsLost: index == last && stem.Length > context.Length));
        }
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _prompts.Release(path);
        if (_steps.Remove(path, out var step))
            step.Handle?.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => Language.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Language.DisposeAsync();

    private RewardPath LayOut(ReasoningPath path)
    {
        var nodes = new ReasoningPath[path.Depth];
        for (var node = path; node.Step is not null; node = node.Parent!)
            nodes[node.Depth - 1] = node;
        var opening = _openings.GetValue(path.Prompt, _layout.Begin);
        var known = new ScoredStep?[nodes.Length];
        var inputs = new RewardInput[nodes.Length];
        var stem = opening;
        for (var index = 0; index < nodes.Length; index++)
        {
            if (_steps.TryGetValue(nodes[index], out known[index]))
            {
                stem = known[index]!.Stem;
                continue;
            }

            var input = _layout.Append(stem, nodes[index]);
            if (input.Length > Language.ContextLength)
                throw new ArgumentException($"Up to step {index + 1} of {nodes.Length} the {Family.Name} reward model reads {input.Length} tokens; its context holds {Language.ContextLength}. Shorten the path, limit its steps, or set a longer {nameof(LanguageModelOptions.ContextLength)} if the model was made for one.");
            inputs[index] = input;
            stem = input.Stem;
        }

        return new(nodes, opening, inputs, known);
    }

    private async Task<TokenUsage> ReadAsync(RewardPath path, int first, int last, CancellationToken cancellationToken)
    {
        var (stem, tail) = path.Input(last);
        var context = path.NearestContext(first, stem);
        var start = context.Length;
        if (stem.Length + tail.Length <= start)
            throw new InvalidOperationException($"The {Family.Name} layout gives step {last + 1} of {path.Depth} no token to score it at.");
        var read = context.IsPrompt ? _prompts.Begin(path.Root) : default;
        var usage = new TokenUsage(Verified: stem.Length - start + tail.Length);
        ContextHandle? kept = null;
        try
        {
            int[] tokens = [.. stem.AsSpan(start), .. tail];
            var marks = new bool[tokens.Length];
            marks[^1] = true;
            for (var index = first; index < last; index++)
                marks[path.Input(index).Stem.Length - start - 1] = true;
            var outcome = await Language.ReadOutputsAsync(context.Handle, context.Tokens, tokens, marks, 1, _reader, stem.Length - start, cancellationToken).ConfigureAwait(false);
            kept = outcome.Continuation;
            for (var place = 0; place < outcome.Values.Length; place++)
            {
                var (index, isLast) = (first + place, place == outcome.Values.Length - 1);
                Keep(path, index, new(path.Input(index).Stem, Checked(outcome.Values[place], index, path), isLast ? kept : null, IsLost: isLast && kept is null && stem.Length > start));
            }

            return usage + read.Count(outcome.PromptTokens) + new TokenUsage { Spared = outcome.WasKnown ? usage.Verified : 0 };
        }
        catch
        {
            read.Undo();
            kept?.Release();
            throw;
        }
    }

    private double Checked(float score, int index, RewardPath path) => score is >= 0 and <= 1
        ? score
        : throw new InvalidOperationException($"The {Family.Name} reward model gave step {index + 1} of {path.Depth} the score {score}; expected a number in [0, 1]. Are its weights damaged?");

    private void Keep(RewardPath path, int index, ScoredStep step)
    {
        path.Learn(index, step);

        // Somebody scored the same path meanwhile: theirs stays.
        if (!_steps.TryAdd(path.Node(index), step))
            step.Handle?.Release();
    }
}
