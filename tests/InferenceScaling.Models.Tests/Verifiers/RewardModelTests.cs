using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Paths;
using static InferenceScaling.Models.Tests.Verifiers.TinyReward;

namespace InferenceScaling.Models.Tests.Verifiers;

public sealed class RewardModelTests
{
    private static readonly LanguageModelOptions NoPrompts = new() { CachedPrompts = 0 };

    public static TheoryData<string> Families => [.. RewardFamily.All.Select(family => family.Name)];

    [Fact]
    public async Task Only_new_steps_are_read()
    {
        using var folder = new TinyReward("LlamaForProcessRewardModel");
        await using var model = folder.Load();
        var path = PathOf("Q?", "a=2\n\n");
        (await model.ScoreAsync(path)).Usage.Should().Match<TokenUsage>(usage => usage.Verified == 4 && usage.Prompt > 0);
        var longer = path.Extend(0, new() { Text = "b=33\n\n", Finish = StepFinish.Delimiter });
        var both = await model.ScoreAsync(longer);
        both.Usage.Should().Be(new TokenUsage(Verified: 5));
        (await model.ScoreAsync(longer)).Should().Be(both with { Usage = default });
        (await model.ScoreAsync(path)).Values.Should().Equal(both.Values[0]);
    }

    [Fact]
    public async Task Only_new_steps_are_read_where_text_changes_how_the_mark_before_it_is_spelled()
    {
        using var folder = new TinyReward("LlamaForCausalLM", mergesNewlines: true);
        var opening = Bytes("Q?");
        int[] marked = [SpaceNewline, TwoNewlines, TwoNewlines];
        int[] followed = [SpaceNewline, TwoNewlines, '\n', '\n'];
        await using var model = folder.Load(RewardFamily.OpenR);
        model.Language.Tokenizer.Encode("Q? a=2 \n\n\n\n\n", addSpecialTokens: false).Should().Equal([.. opening, .. Bytes(" a=2"), .. marked]);
        var path = PathOf("Q?", "a=2\n\n");
        (await model.ScoreAsync(path)).Usage.Verified.Should().Be(" a=2".Length + marked.Length);
        var longer = path.Extend(0, new() { Text = "b=33\n\n", Finish = StepFinish.Delimiter });
        var both = await model.ScoreAsync(longer);
        both.Usage.Should().Be(new TokenUsage(Verified: 2 + "b=33".Length + marked.Length), "the space and the first three newlines stay as they were");
        var outputs = await folder.OutputsAsync([.. opening, .. Bytes(" a=2"), .. followed, .. Bytes("b=33"), .. marked]);
        both.Values[1].Should().BeApproximately(RewardScore.OfTwo(outputs['-'], outputs['+']), 1e-6);
    }

    [Fact]
    public async Task A_step_and_the_end_of_its_turn_are_read_in_one_pass()
    {
        using var folder = new TinyReward("LlamaForSequenceClassification", labels: 1, chat: true);
        var backend = new CountingBackend();
        await using var model = RewardModel.Load(folder.Location, backend);
        var path = PathOf("Q?", "a=2\n\n");
        await model.ScoreAsync(path);
        var before = backend.Executor!.Passes;
        await model.ScoreAsync(path.Extend(0, new() { Text = "b=33", Finish = StepFinish.EndOfText }));
        (backend.Executor.Passes - before).Should().Be(1);
    }

    [Theory]
    [InlineData("LlamaForProcessRewardModel", 2, false)]
    [InlineData("LlamaForSequenceClassification", 1, true)]
    public async Task Scoring_reads_no_more_than_its_bound(string architecture, int labels, bool chat)
    {
        using var folder = new TinyReward(architecture, labels, chat);
        await using var model = folder.Load(options: NoPrompts);
        var path = PathOf("Q?", "a=2\n\n", "b=33\n\n", "c=4");
        for (var round = 0; round < 2; round++)
        {
            var bound = model.Costs.MostTokens(path, growth: 0)!.Value;
            var usage = (await model.ScoreAsync(path)).Usage;
            usage.Verified.Should().BeInRange(1, bound.Verified);
            (usage.Prompt + usage.CachedPrompt).Should().BeLessThanOrEqualTo(bound.Prompt);

            // As if it had never been scored.
            for (var node = path; node.Step is not null; node = node.Parent!)
                model.Release(node);
        }
    }

    [Fact]
    public async Task Forks_go_on_from_the_same_cache()
    {
        using var folder = new TinyReward("LlamaForSequenceClassification", labels: 1, chat: true);
        await using var model = folder.Load();
        var path = PathOf("Q?", "a=2\n\n");
        await model.ScoreAsync(path);
        var forks = await Task.WhenAll(Enumerable.Range(0, 4).Select(ordinal => model.ScoreAsync(path.Extend(ordinal, new() { Text = $"b={ordinal}", Finish = StepFinish.EndOfText }))));
        forks.Should().OnlyContain(scores => scores.Usage == new TokenUsage(0, 0, 0, 5 + 2), "each reads \"\\n\\nb=…\" and the end of its turn");
        forks.Select(scores => scores.Values[1]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_step_that_a_sibling_has_too_is_read_once_and_counts_for_both()
    {
        using var folder = new TinyReward("LlamaForProcessRewardModel");
        await using var model = folder.Load();
        var parent = PathOf("Q?", "a=2\n\n");
        await model.ScoreAsync(parent);
        ReasoningPath[] siblings = [Step(parent, 0, "b=33\n\n"), Step(parent, 1, "b=33\n\n"), Step(parent, 2, "b=34\n\n")];
        for (var depth = 0; depth < 2; depth++)
        {
            var first = await model.ScoreAsync(siblings[0]);
            var second = await model.ScoreAsync(siblings[1]);
            var other = await model.ScoreAsync(siblings[2]);
            second.Values.Should().Equal(first.Values);
            first.Usage.Should().Be(new TokenUsage(Verified: 5));
            second.Usage.Should().Be(first.Usage with { Spared = 5 });
            other.Usage.Should().Be(first.Usage);
            siblings = [.. siblings.Select(sibling => Step(sibling, 0, "c=35\n\n"))];
        }

        static ReasoningPath Step(ReasoningPath parent, int ordinal, string text) => parent.Extend(ordinal, new() { Text = text, Finish = StepFinish.Delimiter });
    }

    [Fact]
    public async Task Release_frees_the_cache_and_scores_again_alike()
    {
        using var folder = new TinyReward("LlamaForProcessRewardModel");
        await using var model = folder.Load(options: NoPrompts);
        var parent = PathOf("Q?", "a=2\n\n");
        var path = parent.Extend(0, new() { Text = "b=33\n\n", Finish = StepFinish.Delimiter });
        await model.ScoreAsync(parent);
        var scores = await model.ScoreAsync(path);
        for (var round = 0; round < 2; round++)
        {
            model.Release(path);
            model.Release(parent);
            model.Release(path);
            for (var wait = 0; wait < 500 && model.Language.Memory.Cache.HeldPages > 0; wait++)
                await Task.Delay(10);
            model.Language.Memory.Cache.HeldPages.Should().Be(0);
            (await model.ScoreAsync(path)).Values.Should().Equal(scores.Values);
        }
    }

    [Fact]
    public async Task Concurrent_scores_are_those_of_one_after_the_other()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await using var together = folder.Load(RewardFamily.MathShepherd);
        await using var alone = folder.Load(RewardFamily.MathShepherd);
        var path = PathOf("Q?", "a\n\n", "b\n\n", "c\n\n");
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => together.ScoreAsync(path))));
        var expected = await alone.ScoreAsync(path);
        all.Should().OnlyContain(scores => scores.Values.SequenceEqual(expected.Values));
    }

    [Fact]
    public async Task A_path_that_does_not_fit_is_named()
    {
        using var folder = new TinyReward("LlamaForTokenClassification", context: 16);
        await using var model = folder.Load(options: new() { ContextLength = 15 });
        var path = PathOf("Q?", "abcdef\n\n", "ghijkl\n\n");
        (await model.ScoreAsync(path.Parent!)).Values.Should().HaveCount(1);
        await model.Invoking(it => it.ScoreAsync(path)).Should().ThrowAsync<ArgumentException>().WithMessage("*step 2 of 2*reads 16 tokens*holds 15*");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Every_family_names_the_step_that_does_not_fit(string name)
    {
        var family = RewardFamily.All.Single(family => family.Name == name);
        var architecture = family.Accepts(HeadKind.ProcessReward) ? "LlamaForProcessRewardModel"
            : family.Accepts(HeadKind.TokenClassification) ? "LlamaForTokenClassification"
            : family.Accepts(HeadKind.SequenceClassification) ? "LlamaForSequenceClassification"
            : "LlamaForCausalLM";
        using var folder = new TinyReward(architecture, chat: true, valueHead: family.Accepts(HeadKind.Value), context: 400);
        await using var model = folder.Load(family);
        var path = PathOf("Q?", "a\n\n", new string('b', 400) + "\n\n");
        (await model.ScoreAsync(path.Parent!)).Values.Should().HaveCount(1);
        await model.Invoking(it => it.ScoreAsync(path)).Should().ThrowAsync<ArgumentException>().WithMessage("*step 2 of 2*holds 400*");
    }

    [Fact]
    public async Task A_path_without_steps_is_refused()
    {
        using var folder = new TinyReward("LlamaForTokenClassification");
        await using var model = folder.Load();
        await model.Invoking(it => it.ScoreAsync(PathOf("Q?"))).Should().ThrowAsync<ArgumentException>().WithMessage("*no step*");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await model.Invoking(it => it.ScoreAsync(PathOf("Q?", "a"), stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void The_family_follows_from_the_head_or_must_be_named()
    {
        using var causal = new TinyReward("LlamaForCausalLM");
        causal.Invoking(it => it.Load()).Should().Throw<ArgumentException>().WithMessage("*Math-Shepherd*RLHFlow*judge*");
        causal.Invoking(it => it.Load(RewardFamily.QwenMath)).Should().Throw<ArgumentException>().WithMessage("*ProcessReward*LanguageModel*");
        causal.Invoking(it => it.Load(RewardFamily.RlhFlow)).Should().Throw<ArgumentException>().WithMessage("*chat template*");
        using var labels = new TinyReward("LlamaForSequenceClassification", labels: 3);
        labels.Invoking(it => it.Load()).Should().Throw<ArgumentException>().WithMessage("*3 labels*");
        using var outcome = new TinyReward("LlamaForRewardModel", labels: 1);
        using var model = outcome.Load();
        model.Family.Should().Be(RewardFamily.Outcome);
        model.Language.Config.Head.Dense.Should().BeTrue();
    }

    [Fact]
    public async Task A_value_head_leaves_the_language_model_usable()
    {
        using var folder = new TinyReward("LlamaForCausalLM", valueHead: true);
        await using (var generator = LanguageModel.Load(folder.Location))
            generator.Config.Head.Kind.Should().Be(HeadKind.LanguageModel);
        await using var model = folder.Load();
        model.Language.Config.Head.Kind.Should().Be(HeadKind.Value);
        await using var judge = folder.Load(RewardFamily.Judge);
        judge.Language.Config.Head.Kind.Should().Be(HeadKind.LanguageModel);
    }

    [Fact]
    public async Task Chosen_tokens_have_their_probability_after_a_context()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await using var model = LanguageModel.Load(folder.Location);
        var logits = await folder.OutputsAsync(Bytes("abc"));
        var scored = await model.ScoreChoicesAsync(Bytes("abc"), new[] { Yes, No });
        var total = Math.Log(logits.Sum(logit => Math.Exp(logit)));
        scored.LogProbabilities.Should().Equal([(float)(logits[Yes] - total), (float)(logits[No] - total)], (left, right) => Math.Abs(left - right) < 1e-5);
        await model.Invoking(it => it.ScoreChoicesAsync(default, new[] { Yes })).Should().ThrowAsync<ArgumentException>();
        await model.Invoking(it => it.ScoreChoicesAsync(Bytes("a"), new[] { 9999 })).Should().ThrowAsync<ArgumentException>().WithMessage("*9999*");
    }

    private sealed class CountingBackend : Backend
    {
        public HashExecutor? Executor { get; private set; }

        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => Executor = new() { Config = config };
    }
}
