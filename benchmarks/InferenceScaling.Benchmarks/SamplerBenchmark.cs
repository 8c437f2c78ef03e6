using BenchmarkDotNet.Attributes;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks;

/// <summary>Draws a token from a vocabulary of 49,152.</summary>
[BenchmarkCategory("sampler")]
public class SamplerBenchmark
{
    private readonly Sampler _sampler = new();
    private readonly float[] _logits = new float[49152];
    private SamplingOptions _options = new();
    private ulong _counter;

    [Params("greedy", "temperature", "top-k and top-p")]
    public string Options { get; set; } = "greedy";

    [GlobalSetup]
    public void Draw()
    {
        var random = PathRandom.Root(3, "logits");
        for (var index = 0; index < _logits.Length; index++)
            _logits[index] = (float)(8 * random.Uniform((ulong)index) * random.Uniform((ulong)(index + _logits.Length)));
        _options = Options switch
        {
            "greedy" => SamplingOptions.Greedy,
            "temperature" => new() { Temperature = 0.8 },
            _ => new() { Temperature = 0.8, TopK = 50, TopP = 0.95 },
        };
    }

    [Benchmark]
    public int Sample() => _sampler.Sample(_logits, _logits.Length, [], _options, new PathRandom(1).Uniform(_counter++)).Id;

    /// <summary>The same with the confidence at the token, as DeepConf asks for.</summary>
    [Benchmark]
    public float SampleWithConfidence() => Sample() + RowConfidence.Of(_logits, 20);
}
