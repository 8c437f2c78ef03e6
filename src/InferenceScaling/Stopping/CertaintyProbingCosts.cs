using System.Text;
using InferenceScaling.Paths;

namespace InferenceScaling.Stopping;

/// <summary>What a step with its probes costs: each probe reads the path and the question again.</summary>
internal sealed class CertaintyProbingCosts(ModelCosts inner, CertaintyProbingOptions options) : ModelCosts
{
    private readonly int _suffixTokens = Encoding.UTF8.GetByteCount(options.Suffix);

    public override string? Model => inner.Model;

    public override TokenUsage? MostTokens(ReasoningPath path, int growth) => inner.MostTokens(path, growth) is { } most
        ? most with { Prompt = most.Prompt + (options.Threshold * (most.Prompt + growth + _suffixTokens)) }
        : null;

    public override long? KvBytes(long tokens) => inner.KvBytes(tokens) + inner.KvBytes(_suffixTokens) + inner.KvBytes(options.ProbeTokens);
}
