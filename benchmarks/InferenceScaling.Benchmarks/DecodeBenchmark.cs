using BenchmarkDotNet.Attributes;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Benchmarks;

/// <summary>One token for each of B paths that share a prompt of 256 tokens, SmolLM2-135M's shape, fp32, bf16 and int8: milliseconds a step.</summary>
[BenchmarkCategory("engine")]
public class DecodeBenchmark
{
    private const int StepsPerCall = 8;
    private ExecutorBench _bench = null!;
    private KvSegment _prompt = null!;
    private KvSegment[] _paths = [];

    [Params("cpu", "cpu-bf16", "cpu-int8", "torch")]
    public string Backend { get; set; } = "cpu";

    [Params(1, 16, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _bench = new(Backend, SyntheticDecoder.SmolLm2);
        _prompt = _bench.Read(256);
    }

    [IterationSetup]
    public void Fork() => _paths = _bench.Fork(_prompt, Batch);

    [IterationCleanup]
    public void Release() => Array.ForEach(_paths, _bench.Release);

    [GlobalCleanup]
    public void Unload() => _bench.Dispose();

    [Benchmark(OperationsPerInvoke = StepsPerCall)]
    public void Step()
    {
        for (var step = 0; step < StepsPerCall; step++)
            _bench.Step(_paths);
    }
}
