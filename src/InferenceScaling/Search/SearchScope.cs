using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Selection;

namespace InferenceScaling.Search;

/// <summary>The part of the search tree that belongs to one strategy: where it begins, which ordinals it may use there, and which paths ended in it. Thread-safe.</summary>
internal sealed class SearchScope
{
    private readonly Lock _gate = new();
    private readonly SearchScope? _outer;
    private readonly Dictionary<ReasoningPath, int> _nextOrdinals;
    private readonly Dictionary<Prompt, ReasoningPath> _asked;
    private readonly List<ReasoningCandidate> _candidates = [];
    private readonly int _first;
    private readonly int _stride;
    private readonly bool _beganWithCandidates;
    private int _nested;

    public SearchScope(ReasoningPath root, ulong seed)
        : this(root, root?.Random ?? throw new ArgumentNullException(nameof(root)), seed, outer: null, nextOrdinals: [], asked: [], first: 0, stride: 1, beganWithCandidates: false)
    {
    }

    private SearchScope(ReasoningPath root, PathRandom random, ulong seed, SearchScope? outer, Dictionary<ReasoningPath, int> nextOrdinals, Dictionary<Prompt, ReasoningPath> asked, int first, int stride, bool beganWithCandidates)
    {
        Root = root;
        Random = random;
        Seed = seed;
        _outer = outer;
        _nextOrdinals = nextOrdinals;
        _asked = asked;
        _first = first;
        _stride = stride;
        _beganWithCandidates = beganWithCandidates;
    }

    public ReasoningPath Root { get; }

    /// <summary>The lots of the strategy itself.</summary>
    public PathRandom Random { get; }

    public ulong Seed { get; }

    public IReadOnlyList<ReasoningCandidate> Candidates
    {
        get
        {
            lock (_gate)
                return [.. _candidates.Order(PathOrder.OfCandidates)];
        }
    }

    /// <summary>Whether some path had ended when this strategy began, or has ended in it: what runs beside it makes no difference.</summary>
    public bool HasCandidates
    {
        get
        {
            lock (_gate)
                return _beganWithCandidates || _candidates.Count > 0;
        }
    }

    /// <summary>The next free places below a path.</summary>
    public ReadOnlySpan<int> NextOrdinals(ReasoningPath path, int count)
    {
        var (first, stride) = Take(path, count);
        var ordinals = new int[count];
        for (var index = 0; index < count; index++)
            ordinals[index] = checked(first + (index * stride));
        return ordinals;
    }

    /// <summary>The next free place below a path.</summary>
    public int NextOrdinal(ReasoningPath path) => Take(path, 1).First;

    /// <summary>The empty path of a question beside the search.</summary>
    public ReasoningPath RootOf(Prompt question)
    {
        lock (_gate)
        {
            // Another stream than the search's: a question equal to the request's own must not repeat its paths.
            if (!_asked.TryGetValue(question, out var root))
                _asked[question] = root = ReasoningPath.Root(question, ~Random.Key);
            return root;
        }
    }

    public void Add(ReasoningCandidate candidate)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            lock (scope._gate)
                scope._candidates.Add(candidate);
        }
    }

    /// <summary>This part of the tree, or what is below a path of it, for an inner strategy that runs while this one waits.</summary>
    public SearchScope Nested(ReasoningPath? from)
    {
        var random = Random.Child(-1 - _nested++);
        return from is null || ReferenceEquals(from, Root)
            ? new(Root, random, Seed, this, _nextOrdinals, _asked, _first, _stride, HasCandidates)
            : new(from, random, Seed, this, _nextOrdinals, _asked, first: 0, stride: 1, HasCandidates);
    }

    /// <summary>Disjoint parts for inner strategies that run side by side.</summary>
    public SearchScope[] Split(int count)
    {
        lock (_gate)
        {
            var used = _nextOrdinals.GetValueOrDefault(Root);
            var hadCandidates = HasCandidates;
            _nextOrdinals[Root] = used + (1 << 20);

            // Each begins at an empty path of its own: which of them reads the prompt first must not decide whose share pays for it.
            return [.. Enumerable.Range(0, count).Select(member => new SearchScope(Root.Depth == 0 ? Root.StartAgain() : Root, Random.Child(int.MinValue + used + member), Seed, this, [], [], checked(_first + ((used + member) * _stride)), checked(_stride * count), hadCandidates))];
        }
    }

    private (int First, int Stride) Take(ReasoningPath path, int count)
    {
        lock (_gate)
        {
            var used = _nextOrdinals.GetValueOrDefault(path);
            _nextOrdinals[path] = used + count;

            // Members of a group begin at the same root; their children there interleave, so that none can take another's place.
            var (first, stride) = ReferenceEquals(path, Root) ? (_first, _stride) : (0, 1);
            return (checked(first + (used * stride)), stride);
        }
    }
}
