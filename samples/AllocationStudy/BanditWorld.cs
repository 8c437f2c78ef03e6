using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Paths;
using InferenceScaling.Search.BestOfN;

namespace AllocationStudy;

/// <summary>What every arm earns on every problem, from several places in its samples, and what a probe of two samples shows.</summary>
internal sealed class BanditWorld
{
    private const int ProbeSamples = 2;

    private BanditWorld(string[] arms, double[,,] rewards, double[][] features)
    {
        (Arms, Rewards, Features) = (arms, rewards, features);
        Oracle = [.. Enumerable.Range(0, rewards.GetLength(1)).Select(problem => Enumerable.Range(0, arms.Length).Max(arm => Expected(arm, problem)))];
    }

    public string[] Arms { get; }

    /// <summary>By arm, problem and offset.</summary>
    public double[,,] Rewards { get; }

    /// <summary>Problem by problem, offset by offset.</summary>
    public double[][] Features { get; }

    /// <summary>The best arm's mean reward of each problem.</summary>
    public double[] Oracle { get; }

    public static async Task<BanditWorld> MakeAsync(StudySet set, StrategyArm[] arms, int[] offsets, double price)
    {
        var rewards = new double[arms.Length, set.Problems.Count, offsets.Length];
        var features = new double[set.Problems.Count * offsets.Length][];
        for (var offset = 0; offset < offsets.Length; offset++)
        {
            for (var arm = 0; arm < arms.Length; arm++)
            {
                var chosen = arm;
                var outcome = await set.RunAsync(builder => builder.UseRoutedSearch(o => (o.Arms, o.Policy, o.ProbeSamples) = (arms, new FixedArm(chosen), ProbeSamples)), null, offsets[offset]);
                for (var problem = 0; problem < set.Problems.Count; problem++)
                    rewards[arm, problem, offset] = outcome.Right[problem] - (price * outcome.Computed[problem]);
            }

            using var probe = set.Builder(offsets[offset]).UseBestOfN(o => o.Samples = ProbeSamples).Build();
            for (var problem = 0; problem < set.Problems.Count; problem++)
                features[(problem * offsets.Length) + offset] = DifficultyFeatures.Of(set.Problems[problem].Question, (await probe.ReasonAsync(StudySet.Request(set.Problems[problem]))).Candidates);
        }

        return new([.. arms.Select(arm => arm.Name)], rewards, features);
    }

    public double Expected(int arm, int problem) => Enumerable.Range(0, Rewards.GetLength(2)).Average(offset => Rewards[arm, problem, offset]);

    /// <summary>A problem and a place in its samples.</summary>
    public (int Problem, int Offset) Draw(PathRandom random) =>
        ((int)(random.Bits(5) % (ulong)Rewards.GetLength(1)), (int)(random.Bits(6) % (ulong)Rewards.GetLength(2)));
}
