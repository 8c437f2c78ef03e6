using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;

namespace InferenceScaling.Search;

/// <summary>What every strategy needs and none should repeat: generation and scoring within the budget, bookkeeping of candidates, events, cancellation, and the release of what is no longer needed.</summary>
/// <remarks>
/// Results come in path order, never in the order of completion, and budgets are handed out in path order:
/// the same request takes the same decisions on any machine under any load. Belongs to one request; a strategy calls it from one flow of control.
/// Strategies that run inside others get contexts of their own: see <see cref="RunTogetherAsync"/> and <see cref="RunInsideAsync"/>.
/// </remarks>
public sealed class SearchContext
{
    private readonly SearchSettings _settings;
    private readonly SearchScope _scope;
    private readonly BudgetLedger _ledger;
    private readonly SearchRecord _record;
    private readonly StepRunner _runner;
    private readonly StoppingMonitor? _stopping;

    internal SearchContext(SearchSettings settings, SearchScope scope, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, StoppingMonitor? stopping, CancellationToken cancellationToken)
    {
        _settings = settings;
        _scope = scope;
        _ledger = ledger;
        _record = record;
        _runner = new(settings, scope, ledger, record, lifetimes, stopping, cancellationToken);
        _stopping = stopping;
        CancellationToken = cancellationToken;
    }

    /// <summary>Where the search begins: the empty path of the request's prompt, or the path a surrounding strategy gave.</summary>
    public ReasoningPath Root => _scope.Root;

    /// <summary>The request's seed.</summary>
    public ulong Seed => _scope.Seed;

    /// <summary>The stream from which the strategy draws its own lots; no generator uses it.</summary>
    public PathRandom Random => _scope.Random;

    /// <summary>How steps are generated unless a call says otherwise.</summary>
    public StepOptions Steps => _settings.Steps;

    /// <summary>How long a path may become.</summary>
    public PathLimits Limits => _settings.Limits;

    /// <summary>Whether paths can be scored.</summary>
    public bool HasVerifier => _settings.Verifier is not null;

    /// <summary>Whether the strategy, the selection or the stopping rule lives on scores, so that every candidate gets one.</summary>
    public bool NeedsScores => _settings.NeedsScores;

    /// <summary>The paths that ended so far in this search, in path order.</summary>
    public IReadOnlyList<ReasoningCandidate> Candidates => _scope.Candidates;

    /// <summary>What the request has cost so far.</summary>
    public ReasoningUsage Usage => _ledger.Usage;

    /// <summary>What is left of this search's budget, counting what is reserved; without the limits on time, which <see cref="CancellationToken"/> keeps, and without those of accounts.</summary>
    public Budget Remaining => _ledger.Remaining;

    /// <summary>Whether the search should end: the stopping rule is satisfied, the budget is spent, the time is up, or the caller cancelled.</summary>
    public bool ShouldStop => IsSatisfied || CancellationToken.IsCancellationRequested || IsExhausted;

    /// <summary>Cancelled when the caller cancels or the time is up.</summary>
    public CancellationToken CancellationToken { get; }

    private bool IsSatisfied => _stopping?.Reason is not null;

    private bool IsExhausted
    {
        get
        {
            if (!_ledger.IsExhausted)
                return false;
            if (_ledger.FirstSpent() is { } shortfall)
                _record.Reach(shortfall);
            return true;
        }
    }

    /// <summary>Extends one path by one step, several times.</summary>
    /// <param name="path">An open path. Extending it again later gives new children, never the same ones.</param>
    /// <param name="width">Number of children.</param>
    /// <param name="score">Whether the verifier scores each child.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <returns>The children in order; fewer than asked for when the budget ends or calls fail.</returns>
    public Task<IReadOnlyList<ScoredPath>> ExpandAsync(ReasoningPath path, int width, bool score = false, StepOptions? options = null) =>
        ExpandAsync([new(path, width)], score, options);

    /// <summary>Extends paths, as many times as each expansion says; all calls run at once as far as the budget allows.</summary>
    /// <param name="expansions">What to extend, in the order in which the budget is handed out. A path may appear several times.</param>
    /// <param name="score">Whether the verifier scores each child.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <param name="steps">Most steps by which each child extends its path.</param>
    /// <param name="generator">Another model to generate with; null for the reasoner's own.</param>
    /// <returns>The children in the order of the expansions; fewer than asked for when the budget ends or calls fail.</returns>
    public async Task<IReadOnlyList<ScoredPath>> ExpandAsync(
        IReadOnlyList<Expansion> expansions, bool score = false, StepOptions? options = null, int steps = 1, IStepGenerator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(expansions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        var children = await _runner.RunAsync(expansions, steps, score, options ?? Steps, generator).ConfigureAwait(false);
        Observe(planned: 0);
        return children;
    }

    /// <summary>Follows a path to its end, several times independently. The ends are scored if the strategy, the selection or the stopping rule needs it.</summary>
    /// <remarks>With a stopping rule the paths start in batches, and the search stops at the first path, in order, that makes the candidates enough.</remarks>
    /// <param name="path">An open path.</param>
    /// <param name="width">Number of paths.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <param name="generator">Another model to generate with; null for the reasoner's own.</param>
    /// <returns>The ended paths in order; fewer than asked for when the stopping rule is satisfied, the budget ends or calls fail.</returns>
    public async Task<IReadOnlyList<ScoredPath>> RolloutAsync(ReasoningPath path, int width, StepOptions? options = null, IStepGenerator? generator = null)
    {
        if (_stopping is null)
            return await RolloutAsync([new(path, width)], options, generator).ConfigureAwait(false);
        var ended = new List<ScoredPath>();
        var planned = _stopping.Seen + width;
        for (var started = 0; started < width && !IsSatisfied && !_record.IsBudgetExhausted;)
        {
            var batch = _settings.Batches.Next(started, width, _stopping.WarmUp);
            ended.AddRange(await _runner.RunAsync([new(path, batch)], Limits.Steps, score: false, options ?? Steps, generator).ConfigureAwait(false));
            started += batch;
            Observe(planned);
        }

        return ended;
    }

    /// <summary>Follows paths to their ends. The ends are scored if the strategy or the selection needs it.</summary>
    /// <param name="expansions">What to follow, in the order in which the budget is handed out.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <param name="generator">Another model to generate with; null for the reasoner's own.</param>
    /// <returns>The ended paths in order; fewer than asked for when the budget ends or calls fail.</returns>
    public Task<IReadOnlyList<ScoredPath>> RolloutAsync(IReadOnlyList<Expansion> expansions, StepOptions? options = null, IStepGenerator? generator = null) =>
        ExpandAsync(expansions, score: false, options, Limits.Steps, generator);

    /// <summary>Asks the model something beside the search, such as to judge or to compare; the answers are no candidates.</summary>
    /// <param name="prompts">The questions. The same question asked again gets new answers.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/> without their constraint, which is for answers.</param>
    /// <returns>The answers in the order of the questions; null where the budget ended or the call failed.</returns>
    public Task<IReadOnlyList<string?>> AskAsync(IReadOnlyList<Prompt> prompts, StepOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return _runner.AskAsync(prompts, options ?? Steps with { Constraint = null });
    }

    /// <summary>Reads what a model makes of the prompt: its last hidden state there. The tokens are booked, and no call.</summary>
    /// <param name="reader">The model, such as the generator itself.</param>
    /// <returns>The state; null if the budget does not allow the reading, which ends the search.</returns>
    public Task<PromptState?> ReadPromptAsync(IPromptReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return _runner.ReadPromptAsync(reader);
    }

    /// <summary>Writes on a path in the model's place, such as "Wait". The text costs no generated tokens; the model reads it with its next step.</summary>
    /// <param name="path">An open path; or a complete one, which is opened again: its end-of-text token is dropped and the text follows what was written.</param>
    /// <param name="text">What to write.</param>
    /// <param name="replacing">What the text takes the place of, if a complete path ends with it, such as an end-of-thinking tag.</param>
    /// <returns>The open path with the text.</returns>
    /// <exception cref="InvalidOperationException">The path is out of context.</exception>
    public ReasoningPath Append(ReasoningPath path, string text, string replacing = "")
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(replacing);
        return _runner.Append(path, text, replacing);
    }

    /// <summary>Decides among these candidates only, instead of among all. Without a call all take part.</summary>
    /// <param name="finalists">Candidates of this search.</param>
    /// <param name="by">What chooses from now on, in this whole request; null to leave it as it is. For strategies that run others, each with a way to choose of its own.</param>
    public void SelectFrom(IReadOnlyList<ReasoningCandidate> finalists, AnswerSelector? by = null)
    {
        ArgumentNullException.ThrowIfNull(finalists);
        _record.SelectFrom(_scope, finalists, by);
    }

    /// <summary>Explains in the result what the strategy decided about itself: see <see cref="ReasoningResult.Notes"/>.</summary>
    /// <param name="note">A sentence for people. It must not depend on time or load.</param>
    public void Explain(string note)
    {
        ArgumentException.ThrowIfNullOrEmpty(note);
        _record.AddNote(note);
    }

    /// <summary>Which answer the reasoner's selection would take.</summary>
    /// <param name="candidates">Candidates of this search.</param>
    /// <returns>The choice, or null if no candidate has an answer.</returns>
    public AnswerChoice? Select(IReadOnlyList<ReasoningCandidate> candidates) => _settings.Selector.Select(candidates, Seed);

    /// <summary>Runs another strategy here, with this search's budget.</summary>
    /// <param name="strategy">The inner strategy.</param>
    /// <param name="generator">Another model for the inner strategy; null for this search's own.</param>
    /// <param name="from">The open path where the inner strategy begins; null for <see cref="Root"/>.</param>
    /// <param name="selector">How the inner search chooses, which says whether its candidates are scored; null for this search's own. See <see cref="SelectFrom"/>.</param>
    /// <returns>The candidates of the inner search, in path order.</returns>
    public async Task<IReadOnlyList<ReasoningCandidate>> RunInsideAsync(SearchStrategy strategy, IStepGenerator? generator = null, ReasoningPath? from = null, AnswerSelector? selector = null)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var inner = new SearchContext(SettingsFor(strategy, generator, selector), _scope.Nested(from), _ledger, _record, _runner.Lifetimes, _stopping, CancellationToken);
        await strategy.RunAsync(inner).ConfigureAwait(false);
        return inner.Candidates;
    }

    /// <summary>Runs strategies side by side from this root. Each gets an equal share of what is left of the budget and keeps its own part of the tree.</summary>
    /// <param name="strategies">The inner strategies.</param>
    /// <returns>The candidates of each inner search, in path order.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<ReasoningCandidate>>> RunTogetherAsync(IReadOnlyList<SearchStrategy> strategies)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        var shares = _ledger.Split(strategies.Count);
        var members = _scope.Split(strategies.Count).Select((scope, index) => new SearchContext(SettingsFor(strategies[index]), scope, shares[index], _record, _runner.Lifetimes, stopping: null, CancellationToken)).ToArray();
        foreach (var member in members)
            _runner.Lifetimes.Add(member.Root);
        await Task.WhenAll(Start(strategies, members)).ConfigureAwait(false);

        // Members race each other: only when all are done is the order of their candidates settled, and a rule may look.
        Observe(planned: 0);
        return [.. members.Select(member => member.Candidates)];
    }

    /// <summary>Says that a path will not be extended again, so that the engine can forget it.</summary>
    /// <param name="path">A path of this search.</param>
    public void Release(ReasoningPath path) => _runner.Lifetimes.Release(path);

    private void Observe(int planned)
    {
        if (_stopping is null || IsSatisfied)
            return;
        _stopping.Observe(_record.TakeEnded(), planned);
        if (IsSatisfied)
            _record.StopAt(_stopping.Kept, _stopping.Reason!);
    }

    private Task[] Start(IReadOnlyList<SearchStrategy> strategies, SearchContext[] members)
    {
        _settings.Calls?.BeginStart();
        try
        {
            return [.. strategies.Select((strategy, index) => strategy.RunAsync(members[index]))];
        }
        finally
        {
            _settings.Calls?.EndStart();
        }
    }

    private SearchSettings SettingsFor(SearchStrategy strategy, IStepGenerator? generator = null, AnswerSelector? selector = null)
    {
        if (generator is not null)
        {
            _ledger.Meter.Require(generator, generator.Costs);
            _runner.Lifetimes.Add(generator);
        }

        return _settings with { Strategy = strategy, Generator = generator ?? _settings.Generator, Selector = selector ?? _settings.Selector };
    }
}
