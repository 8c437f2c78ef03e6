using InferenceScaling.Paths;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Budgets;

/// <summary>A scripted generator that reads its prompts, finds some of them in a cache, fails now and then, and counts for itself what it did.</summary>
internal sealed class CostlyGenerator(Func<ReasoningPath, int, ScriptedStep> script, string model, ulong seed = 0, double failures = 0) : IStepGenerator
{
    private long _prompt;
    private long _cached;
    private long _generated;
    private long _calls;

    public TokenUsage Spent => new(Interlocked.Read(ref _prompt), Interlocked.Read(ref _cached), Interlocked.Read(ref _generated));

    public long Calls => Interlocked.Read(ref _calls);

    public ModelCosts Costs { get; } = ModelCosts.Of(model, static (path, _) => new TokenUsage(Prompt: Length(path)), static tokens => (tokens + 3) / 4 * 64);

    /// <summary>Awaited before each step.</summary>
    public Func<CancellationToken, Task>? BeforeStep { get; init; }

    public static long Length(ReasoningPath path)
    {
        var tokens = (long)path.Prompt.ToString().Length;
        for (var node = path; node.Step is { } step; node = node.Parent!)
            tokens += Math.Max(step.Usage.Generated, step.Text.Length);
        return tokens;
    }

    public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        if (BeforeStep is { } before)
            await before(cancellationToken);
        var lot = new PathRandom(path.Random.Child(ordinal).Key ^ seed);
        for (var yields = lot.Bits(10) % 4; yields > 0; yields--)
            await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var length = Length(path);
        var (read, cached) = lot.Uniform(11) < 0.5 ? (length, 0L) : (0L, length);
        if (lot.Uniform(12) < failures)
        {
            if (lot.Uniform(13) < 0.5)
                throw new IOException("broken pipe");
            Count(new(read, cached, 1));
            throw new CallFailedException("half a step") { Usage = new(read, cached, 1) };
        }

        var (text, finish, tokens) = script(path, ordinal);
        if (tokens > options.MaxTokens)
            (tokens, finish) = (options.MaxTokens, StepFinish.TokenLimit);
        var usage = new TokenUsage(read, cached, tokens);
        Count(usage);
        return new() { Text = text, Finish = finish, Usage = usage };
    }

    public void Release(ReasoningPath path)
    {
    }

    private void Count(TokenUsage usage)
    {
        Interlocked.Add(ref _prompt, usage.Prompt);
        Interlocked.Add(ref _cached, usage.CachedPrompt);
        Interlocked.Add(ref _generated, usage.Generated);
    }
}
