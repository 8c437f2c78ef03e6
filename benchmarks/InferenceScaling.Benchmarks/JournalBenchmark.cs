using BenchmarkDotNet.Attributes;
using InferenceScaling.Durability;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Sqlite;

namespace InferenceScaling.Benchmarks;

/// <summary>What a journal adds to a step: paths of 8 steps with 64 tokens each, side by side, on the temporary folder's disk; and what going on from it costs.</summary>
[BenchmarkCategory("journal")]
public class JournalBenchmark
{
    private const int Steps = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("journal-benchmark").FullName;
    private FileJournal? _file;
    private SqliteJournal? _sqlite;
    private ulong _seed;

    [Params(1, 64)]
    public int Paths { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _file = FileJournal.Open(Path.Combine(_folder, $"file{Paths}"));
        _sqlite = SqliteJournal.Open(Path.Combine(_folder, $"sqlite{Paths}"));
        await Run(_file, seed: ulong.MaxValue);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _file!.DisposeAsync();
        await _sqlite!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task<ReasoningResult> NoJournal() => Run(journal: null, _seed++);

    [Benchmark]
    public Task<ReasoningResult> File() => Run(_file, _seed++);

    [Benchmark]
    public Task<ReasoningResult> Sqlite() => Run(_sqlite, _seed++);

    [Benchmark]
    public Task<ReasoningResult> Recovered() => Run(_file, ulong.MaxValue);

    private Task<ReasoningResult> Run(IReasoningJournal? journal, ulong seed)
    {
        var builder = Reasoner.For(new SixtyFourTokens()).UseSelfConsistency(o => o.Samples = Paths);
        return (journal is null ? builder : builder.UseJournal(journal)).Build().ReasonAsync(new() { Prompt = Prompt.FromString("?"), Seed = seed });
    }

    private sealed class SixtyFourTokens : IStepGenerator
    {
        private static readonly float[] Probabilities = [.. Enumerable.Range(0, 64).Select(static index => -0.01f * index)];

        public async Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return new()
            {
                Text = path.Depth == Steps - 1 ? "Answer: 4" : "and so it goes on and on until it comes to an end, which is not yet. ",
                Finish = path.Depth == Steps - 1 ? StepFinish.EndOfText : StepFinish.Delimiter,
                Tokens = [.. Enumerable.Range(0, 64)],
                LogProbabilities = [.. Probabilities],
                SamplingLogProbabilities = [.. Probabilities],
                Usage = new(Generated: 64),
            };
        }

        public void Release(ReasoningPath path)
        {
        }
    }
}
