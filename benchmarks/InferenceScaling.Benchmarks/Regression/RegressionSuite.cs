using System.Text;
using InferenceScaling.Models;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Benchmarks.Regression;

/// <summary>What <c>check</c> measures: one thread, random weights of SmolLM2-135M's shape, about a second an item and round at most.</summary>
internal sealed class RegressionSuite : IDisposable
{
    private const int Steps = 4;
    private const int Draws = 64;
    private const int Paths = 256;

    private readonly Calibration _memory = Calibration.Memory();
    private readonly Calibration _arithmetic = Calibration.Arithmetic();
    private readonly Calibration _lookup = Calibration.Lookup();
    private readonly ExecutorBench _bench = new(Backend.Cpu(new() { Threads = 1, WeightType = WeightType.F32 }), SyntheticDecoder.SmolLm2);
    private readonly KvSegment _prompt;
    private readonly Sampler _sampler = new();
    private readonly float[] _logits = [.. Enumerable.Range(0, 49152).Select(index => (float)(8 * PathRandom.Root(3, "logits").Uniform((ulong)index)))];
    private readonly Tokenizer _tokenizer = Tokenizer.FromJson(Encoding.UTF8.GetBytes(SyntheticVocabulary.Json));
    private readonly string _text = SyntheticVocabulary.Text(1 << 18);
    private readonly List<int> _ids = [];
    private readonly IReasoner _reasoner = Reasoner.For(new ScriptedGenerator(Script)).UseSelfConsistency(options => options.Samples = Paths).Build();
    private ulong _counter;

    public RegressionSuite()
    {
        _prompt = _bench.Read(256);
        Items =
        [
            new("decode B=1", _memory, () => Decode(1)),
            new("decode B=16", _arithmetic, () => Decode(16)),
            new("prefill 128", _arithmetic, Prefill),
            new("sampler, temperature", _arithmetic, Sample),
            new("tokenizer", _lookup, Tokenize),
            new("search overhead", _lookup, SearchAsync),
        ];
    }

    public IReadOnlyList<RegressionItem> Items { get; }

    public void Dispose()
    {
        _reasoner.Dispose();
        _bench.Dispose();
        _memory.Dispose();
        _arithmetic.Dispose();
        _lookup.Dispose();
    }

    private static ScriptedStep Script(ReasoningPath path, int ordinal) => path.Depth == 7 ? ScriptedStep.End("Answer: 4") : ScriptedStep.Continue("so ");

    private ValueTask Decode(int batch)
    {
        var paths = _bench.Fork(_prompt, batch);
        for (var step = 0; step < Steps; step++)
            _bench.Step(paths);
        Array.ForEach(paths, _bench.Release);
        return ValueTask.CompletedTask;
    }

    private ValueTask Prefill()
    {
        _bench.Release(_bench.Read(128));
        return ValueTask.CompletedTask;
    }

    private ValueTask Sample()
    {
        for (var draw = 0; draw < Draws; draw++)
            _ = _sampler.Sample(_logits, _logits.Length, [], new() { Temperature = 0.8 }, new PathRandom(1).Uniform(_counter++));
        return ValueTask.CompletedTask;
    }

    private ValueTask Tokenize()
    {
        _ids.Clear();
        _tokenizer.Encode(_text, _ids);
        return ValueTask.CompletedTask;
    }

    private async ValueTask SearchAsync() => await _reasoner.ReasonAsync("?");
}
