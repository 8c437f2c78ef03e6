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
    private readonly ConditionalWeakTable<Prompt, int[]> _openings = [];
    private readonly ConditionalWeakTable<ReasoningPath, ScoredStep> _steps = [];

    private RewardModel(LanguageModel language, RewardFamily family)
    {
        Language = language;
        Family = family;
        _layout = family.Bind(language);
        Costs = new RewardCosts(language.Costs, Bound);
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
        var nodes = new ReasoningPath[path.Depth];
        for (var node = path; node.Step is not null; node = node.Parent!)
            nodes[node.Depth - 1] = node;

        var opening = _openings.GetValue(path.Prompt, _layout.Begin);
        var known = new ScoredStep?[nodes.Length];
        var inputs = LayOut(nodes, opening, known);
        var usage = default(TokenUsage);
        for (var first = 0; first < nodes.Length; first++)
        {
            if (known[first] is not null)
                continue;
            var last = first;
            while (last + 1 < nodes.Length && known[last + 1] is null && inputs[last].Tail.Length == 0 && inputs[last + 1].Tail.Length == 0 && Extends(inputs[last].Stem, inputs[last + 1].Stem))
                last++;
            usage += await ReadAsync(nodes, inputs, known, opening, first, last, cancellationToken).ConfigureAwait(false);
            first = last;
        }

        return new([.. known.Select(step => step!.Score)]) { Usage = usage };
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_steps.Remove(path, out var step))
            step.Handle?.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => Language.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Language.DisposeAsync();

    /// <summary>The most tokens that scoring a path may read, if nothing of it is cached any more but the scores.</summary>
    private long Bound(ReasoningPath path)
    {
        var nodes = new ReasoningPath[path.Depth];
        for (var node = path; node.Step is not null; node = node.Parent!)
            nodes[node.Depth - 1] = node;
        var opening = _openings.GetValue(path.Prompt, _layout.Begin);
        var known = new ScoredStep?[nodes.Length];
        var inputs = LayOut(nodes, opening, known);
        long longest = opening.Length, sum = 0;
        var isChain = true;
        for (var index = 0; index < nodes.Length; index++)
        {
            if (known[index] is not null)
                continue;
            longest = Math.Max(longest, inputs[index].Length);
            sum += inputs[index].Length;
            isChain &= inputs[index].Tail.Length == 0;
        }

        return isChain ? longest : sum + longest;
    }

    private static bool Extends(int[] shorter, int[] longer) => longer.Length > shorter.Length && longer.AsSpan().StartsWith(shorter);

    private RewardInput[] LayOut(ReasoningPath[] nodes, int[] opening, ScoredStep?[] known)
    {
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

        return inputs;
    }

    /// <summary>Reads consecutive steps at once: their stems each begin the next, or there is one step only.</summary>
    private async Task<TokenUsage> ReadAsync(ReasoningPath[] nodes, RewardInput[] inputs, ScoredStep?[] known, int[] opening, int first, int last, CancellationToken cancellationToken)
    {
        var (stem, tail) = inputs[last];
        var (handle, context) = NearestContext(known, first, stem, opening);
        var start = handle?.Length ?? context?.Length ?? 0;
        var usage = default(TokenUsage);
        float[] scores = [];
        ContextHandle? kept = null;
        try
        {
            if (stem.Length > start)
            {
                var marks = new bool[stem.Length - start];
                for (var index = first; index <= last && tail.Length == 0; index++)
                    marks[inputs[index].Stem.Length - start - 1] = true;
                var outcome = await Language.ReadOutputsAsync(handle, context, stem[start..], marks, 1, _reader, keep: true, cancellationToken).ConfigureAwait(false);
                (scores, kept, handle, context) = (outcome.Values, outcome.Continuation, null, null);
                usage += Cost(outcome, marks.Length);
            }

            if (tail.Length > 0)
            {
                if (kept is not null && kept.TryAcquire())
                    handle = kept;
                var marks = new bool[tail.Length];
                marks[^1] = true;
                var outcome = await Language.ReadOutputsAsync(handle, context, tail, marks, 1, _reader, keep: false, cancellationToken).ConfigureAwait(false);
                scores = outcome.Values;
                usage += Cost(outcome, tail.Length);
            }

            Keep(nodes, inputs, known, first, scores, kept);
            return usage;
        }
        catch
        {
            kept?.Release();
            throw;
        }
    }

    private void Keep(ReasoningPath[] nodes, RewardInput[] inputs, ScoredStep?[] known, int first, float[] scores, ContextHandle? kept)
    {
        for (var place = 0; place < scores.Length; place++)
        {
            var index = first + place;
            if (!(scores[place] is >= 0 and <= 1))
                throw new InvalidOperationException($"The {Family.Name} reward model gave step {index + 1} of {nodes.Length} the score {scores[place]}; expected a number in [0, 1]. Are its weights damaged?");
            var step = new ScoredStep(inputs[index].Stem, scores[place], place == scores.Length - 1 ? kept : null);
            known[index] = step;

            // Somebody scored the same path meanwhile: theirs stays.
            if (!_steps.TryAdd(nodes[index], step))
                step.Handle?.Release();
        }
    }

    /// <summary>The cache of the nearest ancestor whose tokens an input begins with, acquired; else the prompt's tokens; else nothing.</summary>
    private static (ContextHandle? Handle, int[]? Context) NearestContext(ScoredStep?[] known, int first, int[] stem, int[] opening)
    {
        for (var index = first - 1; index >= 0; index--)
        {
            if (known[index] is { Handle: { } handle } step && stem.AsSpan().StartsWith(step.Stem) && handle.TryAcquire())
                return (handle, null);
        }

        return opening.Length > 0 && stem.AsSpan().StartsWith(opening) ? (null, opening) : (null, null);
    }

    private static TokenUsage Cost(ReadOutcome outcome, int tokens) => new(outcome.PromptTokens, outcome.CachedPromptTokens, Verified: tokens);
}
