using CsCheck;
using InferenceScaling.Paths;

namespace InferenceScaling.Tests.Paths;

public class PathReadsTests
{
    private static readonly ReasoningPath Root = ReasoningPath.Root("four", 1);

    [Fact]
    public void A_prompt_counts_for_the_first_path_and_as_cached_for_the_others()
    {
        var reads = new PathReads(Length);

        reads.Begin(Root).Count(4).Should().Be(new TokenUsage(Prompt: 4));
        reads.Begin(Root).Count(0).Should().Be(new TokenUsage(CachedPrompt: 4));
        reads.Begin(ReasoningPath.Root("four", 1)).Count(0).Should().Be(new TokenUsage(Prompt: 4) { Spared = 4 }, "that is another search");
    }

    [Fact]
    public void What_follows_the_models_own_step_counts_nothing_and_what_others_wrote_counts_alone()
    {
        var reads = new PathReads(Length);
        reads.Begin(Root);
        var own = Child(Root, "ab");
        var foreign = Child(own, "xyz");

        reads.Begin(own, made: own).Count(0).Should().Be(default(TokenUsage));
        reads.Begin(foreign, made: own).Count(3).Should().Be(new TokenUsage(Prompt: 3, CachedPrompt: 6));
        reads.Begin(Child(foreign, "!")).Count(1).Should().Be(new TokenUsage(Prompt: 1, CachedPrompt: 9), "what was read is held");
    }

    [Fact]
    public void What_was_lost_is_told_and_does_not_count()
    {
        var reads = new PathReads(Length);
        reads.Begin(Root);

        reads.Begin(Root).Count(4).Should().Be(new TokenUsage(CachedPrompt: 4) { Restored = 4 });
    }

    [Fact]
    public void A_failed_call_is_counted_by_the_next()
    {
        var reads = new PathReads(Length);
        reads.Begin(Root).Undo();

        reads.Begin(Root).Prompt.Should().Be(4);
    }

    [Fact]
    public void What_a_search_has_released_counts_again()
    {
        var reads = new PathReads(Length);
        reads.Begin(Root);
        var own = Child(Root, "ab");
        reads.Recall(own, default);
        reads.Begin(own).Prompt.Should().Be(0);
        reads.Release(own);

        reads.Begin(own).Count(2).Should().Be(new TokenUsage(Prompt: 2, CachedPrompt: 4));
    }

    /// <summary>A search is cut after any of its calls; another process recalls those before, in any order, and makes the rest.</summary>
    [Fact]
    public void Cut_anywhere_a_search_counts_the_same_in_all() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 30], Gen.ULong).Sample((seed, cut, order) =>
        {
            var alone = new PathReads(Length);
            var calls = Calls(seed);
            var usages = new TokenUsage[calls.Count];
            for (var index = 0; index < calls.Count; index++)
                usages[index] = alone.Begin(calls[index].Parent!, calls[index].Parent!.Step is null ? null : calls[index].Parent).Count(0) with { Spared = 0 };

            // Of calls that begin at one place, the journal may keep any.
            var resumed = new PathReads(Length);
            var lot = new PathRandom(order);
            var isKept = calls.Select((_, index) => index < cut && lot.Uniform((ulong)index) < 0.7).ToArray();
            var total = default(TokenUsage);
            for (var index = 0; index < calls.Count; index++)
            {
                if (!isKept[index])
                    continue;
                resumed.Recall(calls[index], usages[index]);
                total += usages[index];
            }

            for (var index = 0; index < calls.Count; index++)
            {
                if (!isKept[index])
                    total += resumed.Begin(calls[index].Parent!, calls[index].Parent!.Step is null || isKept[calls.IndexOf(calls[index].Parent!)] ? null : calls[index].Parent).Count(0) with { Spared = 0 };
            }

            return total == usages.Aggregate((left, right) => left + right);
        });

    /// <summary>The paths that calls made, each after its parent.</summary>
    private static List<ReasoningPath> Calls(ulong seed)
    {
        var lots = new PathRandom(seed);
        var paths = new List<ReasoningPath> { ReasoningPath.Root("prompt", seed) };
        for (var index = 1; index <= 30; index++)
        {
            var parent = paths[(int)(lots.Bits((ulong)index) % (ulong)paths.Count)];
            paths.Add(parent.Extend(index, new() { Text = new string('a', 1 + (int)(lots.Bits((ulong)index + 99) % 5)), Finish = StepFinish.Delimiter }));
        }

        return paths[1..];
    }

    private static ReasoningPath Child(ReasoningPath path, string text) => path.Extend(0, new() { Text = text, Finish = StepFinish.Delimiter });

    private static long Length(ReasoningPath path) => path.Prompt.ToString().Length + path.Text.Length;
}
