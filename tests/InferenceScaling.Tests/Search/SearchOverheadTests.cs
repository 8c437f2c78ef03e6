using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

/// <summary>What a search costs beside its model, at width 256. The processor's time counts, on all threads, whatever else the machine does; and this runs alone, so that what other tests spend does not count.</summary>
[CollectionDefinition(nameof(SearchOverheadTests), DisableParallelization = true)]
[Collection(nameof(SearchOverheadTests))]
public class SearchOverheadTests
{
    private const int Width = 256;
    private const int Steps = 8;
    private const int Runs = 40;

    // The promise is of the optimised code: a debug build does not run it, and nobody does in the first runs.
#if DEBUG
    private const double Microseconds = 60;
#else
    private const double Microseconds = 20;
#endif

    public static TheoryData<string> Names => [.. Strategies.Keys];

    private static Dictionary<string, Func<ReasonerBuilder, ReasonerBuilder>> Strategies { get; } = new()
    {
        ["self-consistency"] = b => b.UseSelfConsistency(o => o.Samples = Width),
        ["REBASE"] = b => b.UseRewardBalancedTreeSearch(o => o.Width = Width),
        ["beam"] = b => b.UseBeamSearch(o => (o.Width, o.Branching) = (Width, 4)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_step_costs_less_than_20_microseconds_and_2_kilobytes(string name)
    {
        using var reasoner = Strategies[name](Reasoner.For(new ScriptedGenerator(Script)).WithVerifier(new ScriptedVerifier(path => path.Random.Uniform(1)))).Build();
        var (seconds, bytes) = (double.MaxValue, long.MaxValue);
        for (var run = 0; run < Runs; run++)
        {
            var (start, before) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
            var result = await reasoner.ReasonAsync("?");
            bytes = Math.Min(bytes, GC.GetTotalAllocatedBytes(precise: true) - before);
            seconds = Math.Min(seconds, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
            result.Usage.GeneratorCalls.Should().Be(Width * Steps);
        }

        (seconds * 1e6 / (Width * Steps)).Should().BeLessThan(Microseconds, "the best of {0} runs counts", Runs);
        ((double)bytes / (Width * Steps)).Should().BeLessThan(2000);
    }

    private static ScriptedStep Script(ReasoningPath path, int ordinal) => path.Depth == Steps - 1 ? ScriptedStep.End("Answer: 4") : ScriptedStep.Continue("so ");
}
