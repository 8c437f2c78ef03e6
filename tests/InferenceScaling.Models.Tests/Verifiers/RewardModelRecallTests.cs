using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Paths;
using static InferenceScaling.Models.Tests.Verifiers.TinyReward;

namespace InferenceScaling.Models.Tests.Verifiers;

/// <summary>Verdicts that a journal gave back: what follows costs and says the same.</summary>
public sealed class RewardModelRecallTests
{
    public static TheoryData<string> Families => [.. RewardFamily.All.Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public async Task After_any_verdict_a_new_process_goes_on_with_the_same_scores_and_the_same_counts(string name)
    {
        var family = RewardFamily.All.Single(family => family.Name == name);
        var architecture = family.Accepts(HeadKind.ProcessReward) ? "LlamaForProcessRewardModel"
            : family.Accepts(HeadKind.TokenClassification) ? "LlamaForTokenClassification"
            : family.Accepts(HeadKind.SequenceClassification) ? "LlamaForSequenceClassification"
            : "LlamaForCausalLM";
        using var folder = new TinyReward(architecture, chat: true, valueHead: family.Accepts(HeadKind.Value));
        await using var alone = folder.Load(family);
        var first = PathOf("Q?", "a=2\n\n");
        var third = Child(Child(first, 0, "b=33\n\n"), 0, "c=4\n\n");
        ReasoningPath[] asked = [first, third, Child(first, 1, "d=5\n\n"), Child(third.Parent!, 1, "e=6\n\n"), Child(third, 0, "f=7\n\n"), Child(first.Parent!, 1, "g=8\n\n")];
        var expected = new List<Verification.StepScores>();
        foreach (var path in asked)
            expected.Add(await alone.ScoreAsync(path));
        for (var kept = 1; kept < asked.Length; kept++)
        {
            await using var resumed = folder.Load(family);
            for (var index = 0; index < kept; index++)
                resumed.Recall(asked[index], expected[index]);
            var restored = 0L;
            for (var index = kept; index < asked.Length; index++)
            {
                resumed.Costs.MostTokens(asked[index], growth: 0)!.Value.Verified.Should().BeGreaterThanOrEqualTo(expected[index].Usage.Verified);
                var scores = await resumed.ScoreAsync(asked[index]);
                scores.Values.Should().Equal(expected[index].Values);
                (scores.Usage with { Restored = 0 }).Should().Be(expected[index].Usage with { Restored = 0 }, $"{kept} verdicts were kept, and this is number {index}");
                restored += scores.Usage.Restored;
            }

            if (kept < asked.Length - 1)
                restored.Should().BePositive("the first process's cache is gone, and only the last path begins anew");
        }
    }

    private static ReasoningPath Child(ReasoningPath path, int ordinal, string text) => path.Extend(ordinal, new() { Text = text, Finish = StepFinish.Delimiter });
}
