using System.Runtime.ExceptionServices;
using InferenceScaling.Budgets;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;
using InferenceScaling.Verification;

namespace InferenceScaling.Search;

/// <summary>Remembers what a search has produced, so that a result exists at any moment, and tells a listener about it. Thread-safe.</summary>
internal sealed class SearchRecord(SearchSettings settings, ulong seed, BudgetLedger ledger, Action<ReasoningUpdate>? listener)
{
    private readonly Lock _gate = new();
    private readonly List<ReasoningCandidate> _candidates = [];
    private readonly List<ReasoningPath> _steps = [];
    private readonly Dictionary<ReasoningPath, double> _scores = [];
    private readonly List<(ReasoningPath Parent, int Ordinal, Exception Exception)> _failures = [];
    private readonly List<ReasoningCandidate> _ended = [];
    private readonly List<string> _notes = [];
    private HashSet<ReasoningCandidate>? _finalists;
    private AnswerSelector _selector = settings.Selector;
    private string? _leader;
    private string? _stopReason;
    private Shortfall? _shortfall;

    /// <summary>Whether a limit of the budget has ended the search.</summary>
    public bool IsBudgetExhausted
    {
        get
        {
            lock (_gate)
                return _shortfall is not null;
        }
    }

    private IReadOnlyList<ReasoningCandidate> Eligible => _finalists is null ? _candidates : _candidates.FindAll(_finalists.Contains);

    public void AddStep(ReasoningPath path)
    {
        lock (_gate)
            _steps.Add(path);
        listener?.Invoke(new StepProduced(path, ledger.Usage));
    }

    public void AddFailure(ReasoningPath parent, int ordinal, Exception exception)
    {
        lock (_gate)
            _failures.Add((parent, ordinal, exception));
    }

    /// <summary>A limit of the budget ends the search. Of several, as strategies side by side may reach, the first kind counts, whoever came first.</summary>
    public void Reach(Shortfall shortfall)
    {
        lock (_gate)
        {
            if (_shortfall is null || shortfall.CompareTo(_shortfall) < 0)
                _shortfall = shortfall;
        }
    }

    public void AddNote(string note)
    {
        lock (_gate)
            _notes.Add(note);
    }

    public double Aggregate(ReasoningPath path, StepScores scores)
    {
        var score = settings.Aggregation.Aggregate(scores.Values.AsSpan());
        lock (_gate)
            _scores[path] = score;
        return score;
    }

    /// <summary>Whether a path was scored itself.</summary>
    public bool HasScore(ReasoningPath path)
    {
        lock (_gate)
            return _scores.ContainsKey(path);
    }

    public void AddCandidate(SearchScope scope, ReasoningPath path, StepScores? scores, bool isCut)
    {
        var answer = settings.Answers.Extract(path.Text);
        var candidate = new ReasoningCandidate
        {
            Path = path,
            Answer = answer,
            CanonicalAnswer = answer is null ? null : settings.Answers.Canonicalize(answer),
            StepScores = scores?.Values ?? [],
            Score = scores is null ? null : Aggregate(path, scores),
            Feedback = scores?.Feedback ?? [],
            IsCut = isCut,
        };
        scope.Add(candidate);
        LeaderChanged? change;
        lock (_gate)
        {
            _candidates.Add(candidate);
            _ended.Add(candidate);
            _finalists?.Add(candidate);
            change = listener is null ? null : ChangeOfLeader();
        }

        listener?.Invoke(new CandidateCompleted(candidate, ledger.Usage));
        if (change is not null)
            listener?.Invoke(change);
    }

    /// <summary>The candidates since the last call, in path order.</summary>
    public IReadOnlyList<ReasoningCandidate> TakeEnded()
    {
        lock (_gate)
        {
            ReasoningCandidate[] ended = [.. _ended.Order(PathOrder.OfCandidates)];
            _ended.Clear();
            return ended;
        }
    }

    /// <summary>Ends the candidates where a stopping rule did. What ran beyond stays in the trace and in the usage.</summary>
    public void StopAt(IReadOnlyList<ReasoningCandidate> kept, string reason)
    {
        lock (_gate)
        {
            _candidates.Clear();
            _candidates.AddRange(kept);
            _stopReason = reason;
        }
    }

    /// <summary>Lets only some of a scope's candidates take part in the selection; those of other scopes and those to come are not touched.</summary>
    public void SelectFrom(SearchScope scope, IReadOnlyList<ReasoningCandidate> finalists, AnswerSelector? by)
    {
        LeaderChanged? change;
        lock (_gate)
        {
            _finalists ??= new(_candidates, ReferenceEqualityComparer.Instance);
            _finalists.ExceptWith(scope.Candidates);
            _finalists.UnionWith(finalists);
            _selector = by ?? _selector;
            change = listener is null ? null : ChangeOfLeader();
        }

        if (change is not null)
            listener?.Invoke(change);
    }

    /// <summary>The result so far.</summary>
    /// <param name="finish">Why the search ended, if it was not the search itself that ended it.</param>
    /// <param name="timeLimit">The limit on time that ended it; null if none did.</param>
    public ReasoningResult ToResult(ReasoningFinish finish, ReachedLimit? timeLimit = null)
    {
        lock (_gate)
        {
            var ended = finish != ReasoningFinish.Completed ? finish
                : _stopReason is not null ? ReasoningFinish.Stopped
                : _shortfall is not null ? ReasoningFinish.BudgetExhausted
                : ReasoningFinish.Completed;
            var choice = _selector.Select(Eligible, seed);
            return new()
            {
                Answer = choice?.Candidate.Answer,
                CanonicalAnswer = choice?.Candidate.CanonicalAnswer,
                Confidence = choice?.Confidence ?? 0,
                Text = choice?.Candidate.Text ?? _steps.Order(LongestFirst).FirstOrDefault()?.Text ?? "",
                Votes = choice?.Votes ?? [],
                Candidates = [.. _candidates.Order(PathOrder.OfCandidates)],
                Usage = ledger.Usage,
                Finish = ended,
                Limit = timeLimit ?? (ended == ReasoningFinish.BudgetExhausted ? ledger.Describe(_shortfall!) : null),
                StopReason = _stopReason,
                Notes = [.. _notes.Distinct().Order(StringComparer.Ordinal)],
                Failures = [.. OrderedFailures().Select(failure => failure.Exception.Message)],
                Trace = [.. _steps.Order(Comparer<ReasoningPath>.Create(PathOrder.Compare)).Select(ToTraceNode)],
            };
        }
    }

    /// <summary>Throws the first failure, in path order, if the search came to nothing because of failures.</summary>
    public void ThrowIfNothingButFailures()
    {
        lock (_gate)
        {
            if (_candidates.Count == 0 && _failures.Count > 0)
                ExceptionDispatchInfo.Throw(OrderedFailures().First().Exception);
        }
    }

    private static Comparer<ReasoningPath> LongestFirst { get; } = Comparer<ReasoningPath>.Create(
        static (left, right) => right.Depth != left.Depth ? right.Depth.CompareTo(left.Depth) : PathOrder.Compare(left, right));

    private IEnumerable<(ReasoningPath Parent, int Ordinal, Exception Exception)> OrderedFailures() =>
        _failures.OrderBy(failure => failure.Parent, Comparer<ReasoningPath>.Create(PathOrder.Compare)).ThenBy(failure => failure.Ordinal);

    private TraceNode ToTraceNode(ReasoningPath path) => new(
        path.ToString(),
        path.Step!.Text,
        path.Step.Finish,
        path.Step.Usage.Generated,
        path.Step.LogProbabilities.IsEmpty ? null : path.Step.LogLikelihood,
        _scores.TryGetValue(path, out var score) ? score : null);

    private LeaderChanged? ChangeOfLeader()
    {
        if (_selector.Select(Eligible, seed) is not { } choice || choice.Candidate.CanonicalAnswer == _leader)
            return null;
        _leader = choice.Candidate.CanonicalAnswer;
        return new(choice.Candidate.Answer!, _leader!, choice.Confidence, ledger.Usage);
    }
}
