using BenchmarkDotNet.Attributes;

namespace InferenceScaling.Benchmarks;

/// <summary>Reads a prompt, SmolLM2-135M's shape, fp32 and bf16.</summary>
[BenchmarkCategory("engine")]
public class PrefillBenchmark
{
    private ExecutorBench _bench = null!;

    [Params("cpu", "cpu-bf16", "cpu-int8", "torch")]
    public string Backend { get; set; } = "cpu";

    [Params(128, 512)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Load() => _bench = new(Backend, SyntheticDecoder.SmolLm2);

    [GlobalCleanup]
    public void Unload() => _bench.Dispose();

    [Benchmark]
    public void Read() => _bench.Release(_bench.Read(Tokens));
}
