using System.Runtime.CompilerServices;
using InferenceScaling.Paths;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Durability;

/// <summary>A scripted verifier as models are: it judges each step once, remembers its verdicts, reads the context of new steps unless its cache holds it, and counts what the search alone would have it read.</summary>
internal sealed class CachingVerifier : IVerifier
{
    private readonly TextCache _cache;
    private readonly ConditionalWeakTable<ReasoningPath, object> _judged = [];
    private readonly PathReads _reads = new(TextCache.Length);
    private int _judgements;

    public CachingVerifier(TextCache? cache = null)
    {
        _cache = cache ?? new();
        Costs = ModelCosts.Of("judge", MostTokens, static tokens => (tokens + 3) / 4 * 32);
    }

    public string Identity => "verifier";

    public ModelCosts Costs { get; }

    /// <summary>Steps that were truly judged.</summary>
    public int Judgements => Volatile.Read(ref _judgements);

    /// <summary>Hears of the place of each step that is judged.</summary>
    public Action<string>? Judged { get; set; }

    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        var values = new double[path.Depth];
        var (first, verified) = (default(ReasoningPath), 0L);
        for (var node = path; node.Step is { } step; node = node.Parent!)
        {
            values[node.Depth - 1] = StrategyCatalogue.Perfect(node);
            if (!_judged.TryAdd(node, this))
                continue;
            (first, verified) = (node, verified + TextCache.LengthOf(step));
            Interlocked.Increment(ref _judgements);
            Judged?.Invoke(node.ToString());
        }

        var usage = new TokenUsage(Verified: verified);
        if (first is not null)
        {
            var context = first.Parent!;
            usage += _reads.Begin(context, context.Depth == 0 ? null : context).Count(_cache.Read(context));
            _cache.Add(path);
        }

        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. values]) { Usage = usage };
    }

    public void Recall(ReasoningPath path, StepScores scores)
    {
        for (var node = path; node.Step is not null; node = node.Parent!)
            _judged.TryAdd(node, this);
        var root = path;
        while (root.Parent is { } parent)
            root = parent;
        _reads.Recall(root, scores.Usage);
    }

    public void Release(ReasoningPath path) => _reads.Release(path);

    private TokenUsage? MostTokens(ReasoningPath path, int growth)
    {
        var verified = (long)growth;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            verified += _judged.TryGetValue(node, out _) ? 0 : TextCache.LengthOf(step);
        return new(Prompt: verified == 0 ? 0 : TextCache.Length(path), Verified: verified);
    }
}
