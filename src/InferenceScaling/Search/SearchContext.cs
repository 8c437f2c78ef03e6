using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Stopping;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>What every strategy needs and none should repeat: generation and scoring within the budget, bookkeeping of candidates, events, cancellation, and the release of what is no longer needed.</summary>
/// <remarks>
/// Results come in path order, never in the order of completion, and budgets are handed out in path order:
/// the same request takes the same decisions on any machine under any load. Belongs to one request; a strategy calls it from one flow of control.
/// </remarks>
public sealed class SearchContext
{
    private readonly SearchSettings _settings;
    private readonly BudgetLedger _ledger;
    private readonly SearchRecord _record;
    private readonly PathLifetimes _lifetimes;
    private readonly StoppingMonitor? _stopping;
    private readonly Dictionary<ReasoningPath, int> _nextOrdinals = [];

    internal SearchContext(SearchSettings settings, ReasoningPath root, ulong seed, BudgetLedger ledger, SearchRecord record, PathLifetimes lifetimes, CancellationToken cancellationToken)
    {
        _settings = settings;
        _ledger = ledger;
        _record = record;
        _lifetimes = lifetimes;
        _stopping = settings.Stopping is { } rule ? new(rule) : null;
        Root = root;
        Seed = seed;
        CancellationToken = cancellationToken;
    }

    /// <summary>The empty path of the request's prompt.</summary>
    public ReasoningPath Root { get; }

    /// <summary>The request's seed; strategies that draw lots use <c>Root.Random</c> or streams below it.</summary>
    public ulong Seed { get; }

    /// <summary>How steps are generated unless a call says otherwise.</summary>
    public StepOptions Steps => _settings.Steps;

    /// <summary>Whether paths can be scored.</summary>
    public bool HasVerifier => _settings.Verifier is not null;

    /// <summary>Whether the strategy, the selection or the stopping rule lives on scores, so that every candidate gets one.</summary>
    public bool NeedsScores => _settings.Strategy.RequiresVerifier || _settings.Selector.RequiresScores || _settings.Stopping is { RequiresScores: true };

    /// <summary>The paths that ended so far, in path order.</summary>
    public IReadOnlyList<ReasoningCandidate> Candidates => _record.Candidates;

    /// <summary>What the request has cost so far.</summary>
    public ReasoningUsage Usage => _ledger.Usage;

    /// <summary>Whether the search should end: the stopping rule is satisfied, the budget is spent, the time is up, or the caller cancelled.</summary>
    public bool ShouldStop => IsSatisfied || CancellationToken.IsCancellationRequested || _ledger.IsExhausted;

    /// <summary>Cancelled when the caller cancels or the time is up.</summary>
    public CancellationToken CancellationToken { get; }

    private bool IsSatisfied => _stopping?.Reason is not null;

    /// <summary>Extends one path by one step, several times.</summary>
    /// <param name="path">An open path. Extending it again later gives new children, never the same ones.</param>
    /// <param name="width">Number of children.</param>
    /// <param name="score">Whether the verifier scores each child.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <returns>The children in order; fewer than asked for when the budget ends or calls fail.</returns>
    public Task<IReadOnlyList<ScoredPath>> ExpandAsync(ReasoningPath path, int width, bool score = false, StepOptions? options = null) =>
        ExpandAsync([new(path, width)], score, options);

    /// <summary>Extends paths by one step each, as many times as each expansion says; all calls run at once as far as the budget allows.</summary>
    /// <param name="expansions">What to extend, in the order in which the budget is handed out.</param>
    /// <param name="score">Whether the verifier scores each child.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <returns>The children in the order of the expansions; fewer than asked for when the budget ends or calls fail.</returns>
    public async Task<IReadOnlyList<ScoredPath>> ExpandAsync(IReadOnlyList<Expansion> expansions, bool score = false, StepOptions? options = null)
    {
        var children = await RunAsync(expansions, maxSteps: 1, score, options ?? Steps).ConfigureAwait(false);
        Observe(planned: 0);
        return children;
    }

    /// <summary>Follows a path to its end, several times independently. The ends are scored if the strategy, the selection or the stopping rule needs it.</summary>
    /// <remarks>With a stopping rule the paths start in batches, and the search stops at the first path, in order, that makes the candidates enough.</remarks>
    /// <param name="path">An open path.</param>
    /// <param name="width">Number of paths.</param>
    /// <param name="options">How to generate; null for <see cref="Steps"/>.</param>
    /// <returns>The ended paths in order; fewer than asked for when the stopping rule is satisfied, the budget ends or calls fail.</returns>
    public async Task<IReadOnlyList<ScoredPath>> RolloutAsync(ReasoningPath path, int width, StepOptions? options = null)
    {
        if (_stopping is null)
            return await RunAsync([new(path, width)], _settings.Limits.Steps, score: false, options ?? Steps).ConfigureAwait(false);
        var ended = new List<ScoredPath>();
        var planned = _stopping.Seen + width;
        for (var started = 0; started < width && !IsSatisfied && !_record.IsBudgetExhausted;)
        {
            var batch = _settings.Batches.Next(started, width, _stopping.WarmUp);
            ended.AddRange(await RunAsync([new(path, batch)], _settings.Limits.Steps, score: false, options ?? Steps).ConfigureAwait(false));
            started += batch;
            Observe(planned);
        }

        return ended;
    }

    /// <summary>Says that a path will not be extended again, so that the engine can forget it.</summary>
    /// <param name="path">A path of this search.</param>
    public void Release(ReasoningPath path) => _lifetimes.Release(path);

    private void Observe(int planned)
    {
        if (_stopping is null || IsSatisfied)
            return;
        _stopping.Observe(_record.TakeEnded(), planned);
        if (IsSatisfied)
            _record.StopAt(_stopping.Kept, _stopping.Reason!);
    }

    private async Task<IReadOnlyList<ScoredPath>> RunAsync(IReadOnlyList<Expansion> expansions, int maxSteps, bool score, StepOptions options)
    {
        if (score && _settings.Verifier is null)
            throw new InvalidOperationException($"{_settings.Strategy.Name} asked for scores, but the reasoner has no verifier; add .WithVerifier(…).");
        var work = Number(expansions);
        var results = new ScoredPath?[work.Count];
        var next = 0;
        while (next < work.Count)
        {
            CancellationToken.ThrowIfCancellationRequested();
            var wave = new List<Task>();
            while (next < work.Count && ReserveFor(work[next].Parent, maxSteps, options, shrink: wave.Count == 0) is { } reservation)
            {
                wave.Add(RunOneAsync(next, reservation));
                next++;
            }

            if (wave.Count == 0)
            {
                _record.IsBudgetExhausted = true;
                break;
            }

            await Task.WhenAll(wave).ConfigureAwait(false);
        }

        return [.. results.OfType<ScoredPath>()];

        async Task RunOneAsync(int index, BudgetReservation reservation)
        {
            using (reservation)
                results[index] = await FollowAsync(work[index].Parent, work[index].Ordinal, maxSteps, score, options, reservation).ConfigureAwait(false);
        }
    }

    private List<(ReasoningPath Parent, int Ordinal)> Number(IReadOnlyList<Expansion> expansions)
    {
        var work = new List<(ReasoningPath, int)>();
        foreach (var (path, width) in expansions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(width, nameof(Expansion.Width));
            if (!path.IsOpen)
                throw new InvalidOperationException($"{_settings.Strategy.Name} asked to extend path {path}, which ended with {path.Step!.Finish}.");
            var first = _nextOrdinals.GetValueOrDefault(path);
            _nextOrdinals[path] = first + width;
            for (var ordinal = first; ordinal < first + width; ordinal++)
                work.Add((path, ordinal));
        }

        return work;
    }

    private BudgetReservation? ReserveFor(ReasoningPath parent, int maxSteps, StepOptions options, bool shrink)
    {
        var pathTokens = Math.Max(1, _settings.Limits.Tokens - PathTokens(parent));
        var calls = Math.Max(1, Math.Min(maxSteps, _settings.Limits.Steps - parent.Depth));
        return _ledger.Reserve(calls == 1 ? Math.Min(pathTokens, options.MaxTokens) : pathTokens, calls, shrink);
    }

    private async Task<ScoredPath?> FollowAsync(ReasoningPath start, int ordinal, int maxSteps, bool score, StepOptions options, BudgetReservation reservation)
    {
        var path = start;
        try
        {
            do
            {
                var child = await StepAsync(path, path == start ? ordinal : 0, options, reservation).ConfigureAwait(false);
                if (path != start)
                    _lifetimes.Release(path);
                path = child;
            }
            while (path.IsOpen && path.Depth - start.Depth < maxSteps && reservation is { Tokens: > 0, Calls: > 0 } && !IsAbandoned(path));

            return await FinishAsync(path, score).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (CancellationToken.IsCancellationRequested)
        {
            if (path != start)
                _record.AddCandidate(path, scores: null, isCut: true);
            throw;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !CancellationToken.IsCancellationRequested)
        {
            _record.AddFailure(path, ordinal, failure);
            return null;
        }
    }

    private async Task<ReasoningPath> StepAsync(ReasoningPath path, int ordinal, StepOptions options, BudgetReservation reservation)
    {
        CancellationToken.ThrowIfCancellationRequested();
        var granted = options.MaxTokens <= reservation.Tokens ? options : options with { MaxTokens = reservation.Tokens };
        ReasoningStep step;
        try
        {
            step = await _settings.Generator.GenerateStepAsync(path, ordinal, granted, CancellationToken).ConfigureAwait(false);
        }
        catch
        {
            reservation.Settle(default);
            throw;
        }

        reservation.Settle(step.Usage);
        var child = path.Extend(ordinal, step);
        _lifetimes.Add(child);
        _record.AddStep(child);
        return child;
    }

    private async Task<ScoredPath> FinishAsync(ReasoningPath path, bool score)
    {
        var isCut = !path.IsComplete;
        var isAbandoned = IsAbandoned(path);
        var hasEnded = isAbandoned || !path.IsOpen || path.Depth >= _settings.Limits.Steps || PathTokens(path) >= _settings.Limits.Tokens || _ledger.IsExhausted;
        StepScores? scores = null;
        try
        {
            if (score || (hasEnded && NeedsScores && !isAbandoned))
                scores = await ScoreAsync(path).ConfigureAwait(false);
        }
        finally
        {
            // Also when scoring fails: a path that was paid for stays a candidate.
            if (hasEnded)
                _record.AddCandidate(path, scores, isCut);
        }

        if (hasEnded)
            _lifetimes.Release(path);
        return new(path, scores is null ? null : _record.Aggregate(path, scores), hasEnded);
    }

    private async Task<StepScores> ScoreAsync(ReasoningPath path)
    {
        var verifier = _settings.Verifier!;
        var scores = await verifier.ScoreAsync(path, CancellationToken).ConfigureAwait(false);
        _ledger.AddVerification(scores.Usage);
        return scores.CheckedFor(path, verifier);
    }

    private bool IsAbandoned(ReasoningPath path) => _stopping is not null && _stopping.Abandons(path);

    private static int PathTokens(ReasoningPath path)
    {
        var tokens = 0L;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens += step.Usage.Generated;
        return (int)Math.Min(tokens, int.MaxValue);
    }
}
