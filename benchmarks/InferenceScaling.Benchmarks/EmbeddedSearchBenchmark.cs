using BenchmarkDotNet.Attributes;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.TorchSharp;

namespace InferenceScaling.Benchmarks;

/// <summary>Reward-balanced tree search on the embedded pair, one problem after the other: milliseconds a problem. Most of its paths repeat each other.</summary>
[BenchmarkCategory("search")]
public class EmbeddedSearchBenchmark
{
    private const int Count = 4;
    private static readonly LedgerProblem[] Problems = [.. LedgerProblems.HeldOut.Where(problem => problem.Level >= 6).Take(Count)];
    private LedgerModel _model = null!;
    private LedgerVerifier _verifier = null!;
    private IReasoner _reasoner = null!;

    [Params("cpu", "torch")]
    public string Executor { get; set; } = "cpu";

    [Params(16, 64)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _model = LedgerModel.Load(CreateBackend());
        _verifier = LedgerVerifier.Load(CreateBackend());
        _reasoner = Reasoner.For(_model).WithVerifier(_verifier).UseRewardBalancedTreeSearch(o => o.Width = Width).Answering(AnswerDomain.Number).Build();
    }

    [GlobalCleanup]
    public void Unload()
    {
        _reasoner.Dispose();
        _verifier.Dispose();
        _model.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public async Task Solve()
    {
        foreach (var problem in Problems)
            await _reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = 1 });
    }

    private Backend CreateBackend() => Executor == "cpu" ? Backend.Cpu() : Backend.Torch();
}
