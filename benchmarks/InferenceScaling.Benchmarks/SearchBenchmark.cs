using BenchmarkDotNet.Attributes;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Benchmarks;

/// <summary>The search's own overhead: self-consistency over a scripted generator, 256 paths of 8 steps.</summary>
[BenchmarkCategory("search")]
public class SearchBenchmark
{
    private const int Paths = 256;
    private const int Steps = 8;
    private readonly IReasoner _reasoner = Reasoner.For(new ScriptedGenerator(Script)).UseSelfConsistency(o => o.Samples = Paths).Build();

    [Benchmark(OperationsPerInvoke = Paths * Steps)]
    public Task<ReasoningResult> Step() => _reasoner.ReasonAsync("?");

    private static ScriptedStep Script(ReasoningPath path, int ordinal) =>
        path.Depth == Steps - 1 ? ScriptedStep.End("Answer: 4") : ScriptedStep.Continue("so ");
}
