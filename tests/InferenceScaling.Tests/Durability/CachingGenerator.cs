using System.Runtime.CompilerServices;
using InferenceScaling.Paths;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Durability;

/// <summary>A scripted generator with a cache: it reads what the cache does not hold, and counts what the search alone would have it read.</summary>
internal sealed class CachingGenerator(string model, Func<ReasoningPath, int, ScriptedStep> script, TextCache? cache = null) : IStepGenerator
{
    private readonly TextCache _cache = cache ?? new();
    private readonly ScriptedGenerator _script = new(script);
    private readonly ConditionalWeakTable<object, object> _made = [];
    private readonly PathReads _reads = new(TextCache.Length);
    private long _read;

    public string Identity => model;

    public ModelCosts Costs { get; } = ModelCosts.Of(model, static (path, _) => new TokenUsage(Prompt: TextCache.Length(path)), static tokens => (tokens + 3) / 4 * 64);

    public int Calls => _script.Calls;

    public int LivePaths => _script.LivePaths;

    /// <summary>Prompt tokens that were truly read.</summary>
    public long TrulyRead => Interlocked.Read(ref _read);

    /// <summary>Hears of the path of each call.</summary>
    public Action<ReasoningPath>? Called { get; set; }

    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        Called?.Invoke(path);
        var own = path;
        while (own is not null && !(own.Step?.Continuation is { } continuation && _made.TryGetValue(continuation, out _)))
            own = own.Parent;
        var reading = _reads.Begin(path, own);
        var read = _cache.Read(path);
        Interlocked.Add(ref _read, read);
        try
        {
            var step = await _script.GenerateStepAsync(path, ordinal, options, cancellationToken);
            step = step with { Usage = reading.Count(read) with { Generated = step.Usage.Generated } };
            _made.Add(step.Continuation!, this);
            if (path.IsOpen)
                _cache.Add(path.Extend(ordinal, step));
            return step;
        }
        catch
        {
            reading.Undo();
            throw;
        }
    }

    public void Recall(ReasoningPath path, TokenUsage usage) => _reads.Recall(path, usage);

    public void Release(ReasoningPath path)
    {
        _reads.Release(path);
        if (path.Step?.Continuation is { } continuation)
            _made.Remove(continuation);
        _script.Release(path);
    }
}
