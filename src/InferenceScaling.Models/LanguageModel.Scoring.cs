using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

public sealed partial class LanguageModel
{
    /// <summary>Says how likely the model finds the last step of a path, given its prompt and the steps before it.</summary>
    /// <remarks>
    /// The path may be of another generator. What was read stays in the cache until <see cref="Release"/> or until nobody refers to the path,
    /// so that scoring every step of a growing tree reads every step once.
    /// </remarks>
    /// <param name="path">A path with at least one step.</param>
    /// <param name="retokenize">Whether to encode the steps' texts anew instead of using their token ids: needed where the generator has another vocabulary.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">The path has no step, does not fit the context, or carries ids that are no tokens.</exception>
    public async Task<ScoredTokens> ScoreStepAsync(ReasoningPath path, bool retokenize = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClassifier();
        if (path.Step is not { } step)
            throw new ArgumentException("The path has no step to score; score a path below the root.", nameof(path));
        var tokens = _paths.Of(path.Prompt, step, retokenize);
        if (tokens.Length == 0)
            return new([], [], default);
        var table = retokenize ? _rescored : _scored;
        var request = new ReadRequest(tokens, keep: true);
        CheckRoom(Locate(path.Parent!, request, table, retokenize, out var own), tokens.Length, request);
        var read = (retokenize ? _textReads : _reads).Begin(path.Parent!, own);
        ReadOutcome outcome;
        try
        {
            outcome = await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            read.Undo();
            throw;
        }

        if (!table.TryAdd(path, outcome.Continuation!))
            outcome.Continuation!.Release();
        var usage = read.Count(TrulyRead(outcome.PromptTokens, outcome.CachedPromptTokens));
        return new([.. tokens], [.. outcome.Values], usage with { Verified = tokens.Length, Spared = usage.Spared + (outcome.WasKnown ? tokens.Length : 0) });
    }

    /// <summary>Says that <see cref="ScoreStepAsync"/> has read the last step of a path before, perhaps in a process that died, so that it counts as read: for the <see cref="Verification.IVerifier.Recall"/> of verifiers that call it.</summary>
    /// <param name="path">A path with at least one step.</param>
    /// <param name="usage">What reading it counted.</param>
    /// <param name="retokenize">As it was read.</param>
    public void RecallScore(ReasoningPath path, TokenUsage usage, bool retokenize = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        (retokenize ? _textReads : _reads).Recall(path, usage);
    }

    /// <summary>Says how likely the model finds tokens after a context.</summary>
    /// <param name="context">At least one token. It is shared with other requests that have the same.</param>
    /// <param name="tokens">At least one token.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">A sequence is empty, they do not fit the context, or an id is no token.</exception>
    public async Task<ScoredTokens> ScoreAsync(ReadOnlyMemory<int> context, ReadOnlyMemory<int> tokens, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClassifier();
        if (context.IsEmpty)
            throw new ArgumentException("The context is empty; the first token has a probability only after another one, such as the beginning-of-sequence token.", nameof(context));
        if (tokens.IsEmpty)
            throw new ArgumentException("There are no tokens to score.", nameof(tokens));
        _paths.Check(context.Span);
        _paths.Check(tokens.Span);
        var scored = tokens.ToArray();
        var request = new ReadRequest(scored, keep: false) { ContextTokens = context.ToArray() };
        CheckRoom(context.Length, tokens.Length, request);
        var outcome = await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
        return new([.. scored], [.. outcome.Values], new(outcome.PromptTokens, outcome.CachedPromptTokens, Verified: scored.Length));
    }

    /// <summary>Says how likely each of a few tokens is after a context.</summary>
    /// <param name="context">At least one token.</param>
    /// <param name="choices">The tokens, such as those of "yes" and "no".</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The natural-log probability of each choice, and what reading the context cost.</returns>
    /// <exception cref="ArgumentException">The context is empty or too long, or an id is no token.</exception>
    public async Task<ScoredTokens> ScoreChoicesAsync(ReadOnlyMemory<int> context, ReadOnlyMemory<int> choices, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClassifier();
        if (context.IsEmpty)
            throw new ArgumentException("The context is empty; a token has a probability only after another one, such as the beginning-of-sequence token.", nameof(context));
        _paths.Check(choices.Span);
        var tokens = choices.ToArray();
        var marks = new bool[context.Length];
        marks[^1] = true;
        var outcome = await ReadOutputsAsync(null, null, context.ToArray(), marks, tokens.Length, Read, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new([.. tokens], [.. outcome.Values], new(Prompt: context.Length));

        void Read(ReadOnlySpan<float> outputs, Span<float> values)
        {
            for (var index = 0; index < tokens.Length; index++)
                values[index] = Sampler.LogProbability(outputs, tokens[index]);
        }
    }

    /// <summary>Reads tokens for values of the outputs at marked ones.</summary>
    /// <param name="from">A context read before, acquired by the caller, or null.</param>
    /// <param name="context">For want of it, the tokens of a context that is shared with other requests; null to start one.</param>
    /// <param name="tokens">At least one token.</param>
    /// <param name="marks">For each token, whether its outputs are wanted.</param>
    /// <param name="width">Values the reader makes of a row of outputs.</param>
    /// <param name="reader">Makes them.</param>
    /// <param name="kept">How many of the tokens to keep with the context, to go on from.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    internal async Task<ReadOutcome> ReadOutputsAsync(ContextHandle? from, int[]? context, int[] tokens, bool[] marks, int width, OutputReader reader, int kept = 0, CancellationToken cancellationToken = default)
    {
        var request = new ReadRequest(tokens, marks, width, kept > 0, reader, tokens.Length - kept) { Handle = from, ContextTokens = context };
        try
        {
            _paths.Check(context);
            _paths.Check(tokens);
        }
        catch
        {
            request.ReturnHandle();
            throw;
        }

        CheckRoom(from?.Length ?? context?.Length ?? 0, tokens.Length, request);
        return await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The ids of a prompt, as a generator reads it.</summary>
    internal int[] EncodePrompt(Prompt prompt) => _paths.Of(prompt);

    /// <summary>The ids of a conversation, and which of them come after the text of its last message.</summary>
    internal (int[] Stem, int[] Tail) EncodeApart(Prompt prompt) => _prompts.EncodeApart(prompt);

    /// <summary>Whether prompts are framed by a chat template.</summary>
    internal bool HasTemplate => _prompts.HasTemplate;

    /// <summary>The id of the beginning-of-sequence token, or null.</summary>
    internal int? BeginningId => _prompts.BeginningId;

    private void CheckRoom(int context, int tokens, ReadRequest request)
    {
        if ((long)context + tokens <= ContextLength)
            return;
        request.ReturnHandle();
        throw new ArgumentException($"The path has {context} tokens and its last step {tokens}; the context holds {ContextLength}. Use a model with a longer context, or shorter steps.", nameof(context));
    }
}
