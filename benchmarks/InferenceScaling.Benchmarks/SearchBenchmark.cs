using BenchmarkDotNet.Attributes;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Benchmarks;

/// <summary>The searches' own overhead a step: 256 paths of 8 steps, scripted generator and verifier.</summary>
[BenchmarkCategory("search")]
public class SearchBenchmark
{
    private const int Paths = 256;
    private const int Steps = 8;
    private readonly IReasoner _selfConsistency = Prepare().UseSelfConsistency(o => o.Samples = Paths).Build();
    private readonly IReasoner _rebase = Prepare().UseRewardBalancedTreeSearch(o => o.Width = Paths).Build();
    private readonly IReasoner _beam = Prepare().UseBeamSearch(o => (o.Width, o.Branching) = (Paths, 4)).Build();

    [Benchmark(OperationsPerInvoke = Paths * Steps)]
    public Task<ReasoningResult> SelfConsistency() => _selfConsistency.ReasonAsync("?");

    [Benchmark(OperationsPerInvoke = Paths * Steps)]
    public Task<ReasoningResult> Rebase() => _rebase.ReasonAsync("?");

    [Benchmark(OperationsPerInvoke = Paths * Steps)]
    public Task<ReasoningResult> Beam() => _beam.ReasonAsync("?");

    private static ReasonerBuilder Prepare() => Reasoner.For(new ScriptedGenerator(Script)).WithVerifier(new ScriptedVerifier(static path => path.Random.Uniform(1)));

    private static ScriptedStep Script(ReasoningPath path, int ordinal) =>
        path.Depth == Steps - 1 ? ScriptedStep.End("Answer: 4") : ScriptedStep.Continue("so ");
}
