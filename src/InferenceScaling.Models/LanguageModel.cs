using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Loading;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models;

/// <summary>A language model that runs in this process: it generates the steps of reasoning paths and says how likely it finds given ones.</summary>
/// <remarks>
/// Thread-safe. Calls run concurrently and share every pass through the model; what they return depends on the weights, the path and the options only.
/// The cache follows the tree of paths: a step costs its own tokens, siblings share their ancestors, paths that come to the same tokens compute them once, and a path whose cache is gone is computed again with the same result.
/// What a call counts as read depends on its search alone (see <see cref="PathReads"/>); what was truly read is told beside it.
/// A text is spelled by the bytes of its tokens. A step cut by its token limit in the middle of a character leaves that character's bytes to the next step.
/// Dispose it after the last call; running calls then end with <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class LanguageModel : IStepGenerator, IAsyncDisposable, IDisposable
{
    private readonly LanguageModelParts _parts;
    private readonly LanguageModelOptions _options;
    private readonly DecodingLoop _loop;
    private readonly Vocabulary _vocabulary;
    private readonly PathTokens _paths;
    private readonly PromptEncoder _prompts;
    private readonly PathReads _reads;
    private readonly PathReads _textReads;
    private readonly ConditionalWeakTable<ReasoningPath, ContextHandle> _scored = [];
    private readonly ConditionalWeakTable<ReasoningPath, ContextHandle> _rescored = [];
    private volatile StepPatterns? _patterns;

    private LanguageModel(LanguageModelParts parts, LanguageModelOptions options)
    {
        _parts = parts;
        _options = options;
        Tokenizer = parts.Tokenizer;
        _loop = new(parts.CreateExecutor, new DecodingLimits
        {
            ContextLength = options.ContextLength,
            KvBytes = options.KvMemoryLimit,
            TokensPerPass = options.TokensPerPass,
            MaxSequences = options.MaxConcurrency,
            CachedPrompts = options.CachedPrompts,
        });
        try
        {
            CheckParts(parts);
        }
        catch
        {
            _loop.Dispose();
            throw;
        }

        // Files differ in which of the two is larger: padded embeddings, or tokens that were added later and never trained.
        var size = Math.Min(parts.Tokenizer.VocabularySize, _loop.Config.VocabularySize);
        _vocabulary = new(size, parts.EndOfText.ToFrozenSet(), TextBytes);
        _prompts = new(parts, options);
        Identity = ModelIdentity.Of(parts, options, _loop.Config);
        _paths = new(_prompts, parts.Tokenizer, size);
        _reads = new(path => _paths.Count(path));
        _textReads = new(path => _paths.Of(path, retokenize: true).Length);
        Costs = new LanguageModelCosts(options.Name ?? _loop.Config.Family, _paths, () => _loop.Usage);
    }

    /// <inheritdoc/>
    public ModelCosts Costs { get; }

    /// <summary>The model's weights, what computes with them, and how prompts are laid out and steps are cut: where two models have one identity, they give the same answers.</summary>
    public string Identity { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The decoder.</summary>
    public DecoderConfig Config => _loop.Config;

    /// <summary>The token ids of a path, prompt and steps: what the model reads to go on with it.</summary>
    /// <exception cref="ArgumentException">The prompt is empty, or a step carries an id that is no token of this model.</exception>
    internal int[] TokensOf(ReasoningPath path) => _paths.Of(path, retokenize: false);

    /// <summary>Longest context in tokens, prompt and answer together.</summary>
    public int ContextLength => _loop.ContextLength;

    /// <summary>Ids that end a text.</summary>
    public IReadOnlySet<int> EndOfText => _vocabulary.EndOfText;

    /// <summary>What the model takes, with the state of the cache after the last pass.</summary>
    public ModelMemory Memory
    {
        get
        {
            var cache = _loop.Usage;
            return new(_loop.WeightBytes, cache.BytesPerPage / cache.PageSize, cache);
        }
    }

    /// <summary>Makes a model from its parts and starts it.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="ArgumentException">Parts or options contradict each other.</exception>
    public static LanguageModel Create(LanguageModelParts parts, LanguageModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        options ??= new();
        options.Validate();
        if (options.Prompting == Prompting.Chat && parts.Template is null)
            throw new ArgumentException($"{nameof(Prompting)}.{nameof(Prompting.Chat)} was asked for and the model has no chat template; use {nameof(Prompting)}.{nameof(Prompting.Auto)} or {nameof(Prompting)}.{nameof(Prompting.Plain)}.", nameof(options));
        return new(parts, options);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The prompt is empty or does not fit the context, the path is not open, a step carries ids that are no tokens, the path's text leaves the constraint, or the bounds of thinking contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The model has a classification head and generates no text, or no token of its vocabulary can go on with a text of the constraint.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClassifier();
        options.Validate();
        if (!path.IsOpen)
            throw new ArgumentException($"The path ended with {path.Step!.Finish} after {path.Depth} steps; only an open path can be extended.", nameof(path));

        var patterns = Patterns(options);
        var vocabulary = options.Thinking is null ? _vocabulary : Plan(options.Thinking).Vocabulary;
        var guide = Guide(path, options);
        if (guide is { IsFinal: true })
            return new() { Text = string.Empty, Finish = StepFinish.EndOfText };
        var text = PathText.Tail(path, Math.Max(patterns.Stops.Longest, 4) - 1, sinceDelimiter: false, vocabulary);
        var cut = PathText.Tail(path, Math.Max(patterns.Delimiters.Longest - 1, 0), sinceDelimiter: true, vocabulary);
        var settings = new GenerationSettings
        {
            Sampling = options.Sampling,
            Random = path.Random.Child(ordinal),
            MaxTokens = options.MaxTokens,
            ConfidenceTokens = options.ConfidenceTokens,
            ContextLength = ContextLength,
            Matcher = new(patterns.Delimiters, patterns.Stops, text, cut),
            Carried = text.AsMemory(text.Length - Utf8Tail.IncompleteLength(text)),
            Guide = guide,
            IsWholeAnswer = patterns.Delimiters.Longest == 0,
        };
        var request = new GenerateRequest(settings, vocabulary);
        if (Locate(path, request, table: null, retokenize: false, out var own) >= ContextLength)
        {
            request.ReturnHandle();
            return new() { Text = string.Empty, Finish = StepFinish.ContextLimit };
        }

        var read = _reads.Begin(path, own);
        GeneratedTokens made;
        try
        {
            made = await request.RunAsync(_loop.Queue, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            read.Undo();
            throw;
        }

        var open = made.Finish is StepFinish.Delimiter or StepFinish.TokenLimit;
        var bytes = made.Bytes.Span;
        return new()
        {
            Text = Encoding.UTF8.GetString(open ? bytes[..^Utf8Tail.IncompleteLength(bytes)] : bytes),
            Finish = made.Finish,
            Tokens = [.. made.Tokens],
            LogProbabilities = [.. made.LogProbabilities],
            SamplingLogProbabilities = [.. made.SamplingLogProbabilities],
            Confidences = [.. made.Confidences],
            Usage = read.Count(TrulyRead(made.PromptTokens, made.CachedPromptTokens)) with { Generated = made.Tokens.Count },
            Continuation = made.Continuation,
        };
    }

    /// <inheritdoc/>
    public void Recall(ReasoningPath path, TokenUsage usage)
    {
        ArgumentNullException.ThrowIfNull(path);
        _reads.Recall(path, usage);
    }

    /// <inheritdoc/>
    public void Release(ReasoningPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _reads.Release(path);
        _textReads.Release(path);
        if (path.Step?.Continuation is ContextHandle handle && handle.Queue == _loop.Queue)
            handle.Release();
        foreach (var table in (ReadOnlySpan<ConditionalWeakTable<ReasoningPath, ContextHandle>>)[_scored, _rescored])
        {
            if (table.Remove(path, out var scored))
                scored.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _loop.Queue.Close();
        await _loop.Ended.ConfigureAwait(false);
    }

    private void CheckParts(LanguageModelParts parts)
    {
        var config = _loop.Config;
        if (_options.ContextLength > config.ContextLength)
            throw ContextTooLong(_options, config);
        foreach (var token in parts.EndOfText)
        {
            if ((uint)token >= (uint)config.VocabularySize)
                throw new ArgumentException($"End-of-text id {token} is out of range; the model has {config.VocabularySize} tokens.");
        }
    }

    /// <summary>What a token adds to the text of a step: nothing if it ends the text or is a control token.</summary>
    private ReadOnlySpan<byte> TextBytes(int token) => Tokenizer.IsSpecial(token) ? [] : Tokenizer.TokenBytes(token);

    private StepPatterns Patterns(StepOptions options)
    {
        var delimiters = options.Delimiters.IsDefault ? _options.StepDelimiters : options.Delimiters;
        var stops = options.StopSequences.IsDefault ? [] : options.StopSequences;
        if (_patterns is { } last && last.AreOf(delimiters, stops))
            return last;
        return _patterns = new(delimiters, stops);
    }

    /// <summary>Points a request at a path's context: at its own cache, else at the nearest ancestor's and the tokens.</summary>
    /// <param name="path">The path.</param>
    /// <param name="request">The request.</param>
    /// <param name="table">Caches of paths that were scored; null to look at the steps' own.</param>
    /// <param name="retokenize">Whether the steps' own ids are not to be used.</param>
    /// <param name="own">The path, or its nearest ancestor, whose cache there is; null if there is none.</param>
    /// <returns>The context's length in tokens.</returns>
    /// <exception cref="ArgumentException">The prompt does not fit the context.</exception>
    private int Locate(ReasoningPath path, DecodingRequest request, ConditionalWeakTable<ReasoningPath, ContextHandle>? table, bool retokenize, out ReasoningPath? own)
    {
        own = null;
        for (var node = path; node.Step is not null && request.Handle is null; node = node.Parent!)
        {
            var handle = table is not null && table.TryGetValue(node, out var scored) ? scored : retokenize ? null : node.Step.Continuation as ContextHandle;
            if (handle is null || handle.Queue != _loop.Queue || !handle.TryAcquire())
                continue;
            request.Handle = handle;
            own = node;
            if (node == path)
                return handle.Length;
        }

        try
        {
            var prompt = _paths.Of(path.Prompt);
            if (prompt.Length >= ContextLength)
                throw new ArgumentException($"The prompt has {prompt.Length} tokens and the context {ContextLength}: there is no room for an answer. Shorten the prompt or set a longer {nameof(LanguageModelOptions.ContextLength)}.", nameof(path));
            request.ContextTokens = path.Depth == 0 ? prompt : _paths.Of(path, retokenize);
            return request.ContextTokens.Length;
        }
        catch
        {
            request.ReturnHandle();
            throw;
        }
    }

    // The last token of a beginning is fed with what follows it, and counts with the beginning.
    private static int TrulyRead(int read, int cached) => read > 0 && cached > 0 ? read - 1 : read;

    private void ThrowIfClassifier()
    {
        if (Config.OutputWidth != Config.VocabularySize)
            throw new InvalidOperationException($"This {Config.Family} model has a head of {Config.OutputWidth} outputs instead of {Config.VocabularySize} token scores: it judges text and generates none. Use it as a verifier.");
    }
}
