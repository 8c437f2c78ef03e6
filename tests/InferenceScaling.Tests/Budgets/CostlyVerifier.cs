using InferenceScaling.Paths;
using InferenceScaling.Tests.Search;
using InferenceScaling.Verification;

namespace InferenceScaling.Tests.Budgets;

/// <summary>A verifier that reads every path as a whole, fails now and then, and counts for itself what it did.</summary>
internal sealed class CostlyVerifier(string model, double failures = 0) : IVerifier
{
    private long _verified;
    private long _calls;

    public long Verified => Interlocked.Read(ref _verified);

    public long Calls => Interlocked.Read(ref _calls);

    public ModelCosts Costs { get; } = ModelCosts.Of(model, static (path, growth) => new TokenUsage(Verified: CostlyGenerator.Length(path) + growth), static tokens => (tokens + 3) / 4 * 32);

    public async Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var length = CostlyGenerator.Length(path);
        Interlocked.Add(ref _verified, length);
        if (path.Random.Uniform(21) < failures)
            throw new CallFailedException("judge away") { Usage = new(Verified: length) };
        var scores = new double[path.Depth];
        for (var node = path; node.Step is not null; node = node.Parent!)
            scores[node.Depth - 1] = StrategyCatalogue.Perfect(node);
        return new([.. scores]) { Usage = new(Verified: length) };
    }
}
