using InferenceScaling.Models.Verifiers;
using static InferenceScaling.Models.Tests.Verifiers.TinyReward;

namespace InferenceScaling.Models.Tests.Verifiers;

/// <summary>Each family reads exactly the tokens written out here, and scores each step where they end.</summary>
public sealed class RewardLayoutTests
{
    private const string Instruction = "Please reason step by step, and put your final answer within \\boxed{}.";
    private static readonly string[] ThreeSteps = ["a=2\n\n", "b=3\n\n", "a+b=5"];

    [Fact]
    public async Task Math_Shepherd_marks_steps_with_a_letter()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await CheckAsync(folder, RewardFamily.MathShepherd, ThreeSteps, outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? Step 1: a=2 ки"), Bytes("Q? Step 1: a=2 ки\nStep 2: b=3 ки"), Bytes("Q? Step 1: a=2 ки\nStep 2: b=3 ки\nStep 3: a+b=5 ки"));
    }

    [Fact]
    public async Task A_mark_in_a_step_is_text_and_an_empty_step_has_its_mark()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await CheckAsync(folder, RewardFamily.MathShepherd, ["Step 1: a ки b ки\n", "\n\n", "c \n \n"], outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? Step 1: a ки b ки ки"), Bytes("Q? Step 1: a ки b ки ки\nStep 2: ки"), Bytes("Q? Step 1: a ки b ки ки\nStep 2: ки\nStep 3: c ки"));
    }

    [Fact]
    public async Task Rebase_takes_the_mean_logit()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await CheckAsync(folder, RewardFamily.Rebase, ThreeSteps[..1], outputs => 1 / (1 + Math.Exp(-outputs.Average())), Bytes("Q? Step 1: a=2 ки"));
    }

    [Fact]
    public async Task Er_prm_and_OpenR_write_one_text()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        await CheckAsync(folder, RewardFamily.EntropyRegularized, ThreeSteps, outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? a=2 ки"), Bytes("Q? a=2 ки b=3 ки"), Bytes("Q? a=2 ки b=3 ки a+b=5 ки"));
        await CheckAsync(folder, RewardFamily.OpenR, ThreeSteps, outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? a=2 \n\n\n\n\n"), Bytes("Q? a=2 \n\n\n\n\nb=3 \n\n\n\n\n"), Bytes("Q? a=2 \n\n\n\n\nb=3 \n\n\n\n\na+b=5 \n\n\n\n\n"));
    }

    [Fact]
    public async Task RlhFlow_reads_each_turn_before_its_answer()
    {
        using var folder = new TinyReward("LlamaForCausalLM", chat: true);
        int[] first = [Start, .. Bytes("user\nQ? a=2"), End, .. Bytes("\n"), Start, .. Bytes("assistant\n")];
        int[] second = [.. first, '+', End, '\n', Start, .. Bytes("user\n+b=3+"), End, '\n', Start, .. Bytes("assistant\n")];
        await CheckAsync(folder, RewardFamily.RlhFlow, ["a=2\n\n", "+b=3+\n\n"], outputs => RewardScore.OfTwo(outputs['-'], outputs['+']), first, second);
    }

    [Fact]
    public async Task Qwen_marks_steps_with_a_control_token()
    {
        using var folder = new TinyReward("LlamaForProcessRewardModel", chat: true);
        int[] opening = [Start, .. Bytes("system\n" + Instruction), End, '\n', Start, .. Bytes("user\nQ?"), End, '\n', Start, .. Bytes("assistant\n")];
        int[] first = [.. opening, .. Bytes("a=2"), Extra];
        int[] second = [.. first, .. Bytes("b=3"), Extra];
        await CheckAsync(folder, null, ThreeSteps, outputs => RewardScore.OfTwo(outputs[0], outputs[1]), first, second, [.. second, .. Bytes("a+b=5"), Extra]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_family_of_ones_own_marks_steps_with_its_control_token(bool chat)
    {
        using var folder = new TinyReward("LlamaForCausalLM", chat: chat);
        var opening = chat ? [Start, .. Bytes("user\nQ?"), End, '\n', Start, .. Bytes("assistant\n")] : Bytes("Q?");
        int[] first = [.. opening, .. Bytes("<extra_0>a"), Extra];
        int[] second = [.. first, Extra];
        await CheckAsync(folder, RewardFamily.Marked("<extra_0>", " +", " -"), ["<extra_0>a\n\n", "\n\n", "c"], outputs => RewardScore.OfTwo(outputs['-'], outputs['+']), first, second, [.. second, 'c', Extra]);
    }

    [Fact]
    public void A_family_of_ones_own_names_what_cannot_be()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        FluentActions.Invoking(() => RewardFamily.Marked("<extra_0>", "+", "+")).Should().Throw<ArgumentException>().WithMessage("*both answered by '+'*");
        FluentActions.Invoking(() => RewardFamily.Marked("", "+", "-")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => folder.Load(RewardFamily.Marked("<step>", "+", "-"))).Should().Throw<ArgumentException>().WithMessage("*no token '<step>'*");
        FluentActions.Invoking(() => folder.Load(RewardFamily.Marked("<extra_0>", "a+", "b+"))).Should().Throw<ArgumentException>().WithMessage("*'a+' and 'b+' end in the same token*");
        using var classifier = new TinyReward("LlamaForTokenClassification");
        FluentActions.Invoking(() => classifier.Load(RewardFamily.Marked("<extra_0>", "+", "-"))).Should().Throw<ArgumentException>().WithMessage("*marked by <extra_0>*");
    }

    [Fact]
    public async Task A_control_token_spelled_in_a_step_is_text_and_empty_steps_count()
    {
        using var folder = new TinyReward("LlamaForProcessRewardModel");
        int[] first = [.. Bytes(Instruction + "\n\nQ?"), .. Bytes("<extra_0>x<extra_0>"), Extra];
        int[] second = [.. first, Extra];
        await CheckAsync(folder, RewardFamily.QwenMath, ["<extra_0>x<extra_0>\n\n", "\n\n", "c\n\n\n\n"], outputs => RewardScore.OfTwo(outputs[0], outputs[1]), first, second, [.. second, 'c', Extra]);
    }

    [Fact]
    public async Task Token_classifiers_end_steps_with_a_newline()
    {
        using var folder = new TinyReward("LlamaForTokenClassification");
        await CheckAsync(folder, null, ["a\nb\n\n", "", "c"], outputs => RewardScore.OfTwo(outputs[0], outputs[1]), Bytes("Q?a\nb\n"), Bytes("Q?a\nb\n\n"), Bytes("Q?a\nb\n\nc\n"));
    }

    [Theory]
    [InlineData("model.")]
    [InlineData("pretrained_model.model.")]
    public async Task Skywork_reads_a_value_at_the_end_of_each_line(string prefix)
    {
        using var folder = new TinyReward("LlamaForCausalLM", valueHead: true, prefix: prefix);
        await CheckAsync(folder, null, ["a\nb\n\n", "\n", "c"], outputs => RewardScore.Sigmoid(outputs.Single()), Bytes("Q?\na b\n"), Bytes("Q?\na b\n\n"), Bytes("Q?\na b\n\nc\n"));
    }

    [Fact]
    public async Task Pqm_reads_a_value_at_its_own_token()
    {
        using var folder = new TinyReward("LlamaForCausalLM", valueHead: true);
        int[] first = [.. Bytes("Q?\na=2 "), Prm];
        int[] second = [.. first, .. Bytes("\nb=3 "), Prm];
        await CheckAsync(folder, RewardFamily.Pqm, ThreeSteps, outputs => RewardScore.Sigmoid(outputs.Single()), first, second, [.. second, .. Bytes("\na+b=5 "), Prm]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Outcome_models_read_the_conversation_as_if_it_ended_here(int labels)
    {
        using var folder = new TinyReward("LlamaForSequenceClassification", labels, chat: true);
        int[] opening = [Start, .. Bytes("user\nQ?"), End, '\n', Start, .. Bytes("assistant\n")];
        await CheckAsync(folder, null, ThreeSteps, outputs => RewardScore.OfLabels(outputs),
            [.. opening, .. Bytes("a=2"), End, '\n'], [.. opening, .. Bytes("a=2\n\nb=3"), End, '\n'], [.. opening, .. Bytes("a=2\n\nb=3\n\na+b=5"), End, '\n']);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_judge_weighs_yes_against_no(bool chat)
    {
        using var folder = new TinyReward("LlamaForCausalLM", chat: chat);
        int[] question = [.. Bytes("Below are a problem and the reasoning about it so far. Is the last step of the reasoning correct? Reply with one word: "), Yes, .. Bytes(" or "), No, .. Bytes(".\n\nProblem:\nQ?\n\nReasoning so far:\n")];
        int[] Framed(string steps) => chat
            ? [Start, .. Bytes("user\n"), .. question, .. Bytes(steps), End, '\n', Start, .. Bytes("assistant\n")]
            : [.. question, .. Bytes(steps), .. Bytes("\n\nIs the last step correct? Answer:")];
        await CheckAsync(folder, RewardFamily.Judge, ThreeSteps[..2], outputs => Math.Exp(outputs[Yes]) / (Math.Exp(outputs[Yes]) + Math.Exp(outputs[No])), Framed("a=2"), Framed("a=2\n\nb=3"));
    }

    [Fact]
    public async Task Every_text_family_takes_marks_in_steps_as_text_and_marks_empty_steps()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        string[] steps = ["a ки b\n\n", "\n\n", "c \n\n\n"];
        await CheckAsync(folder, RewardFamily.Rebase, steps, outputs => 1 / (1 + Math.Exp(-outputs.Average())),
            Bytes("Q? Step 1: a ки b ки"), Bytes("Q? Step 1: a ки b ки\nStep 2: ки"), Bytes("Q? Step 1: a ки b ки\nStep 2: ки\nStep 3: c ки"));
        await CheckAsync(folder, RewardFamily.EntropyRegularized, steps, outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? a ки b ки"), Bytes("Q? a ки b ки ки"), Bytes("Q? a ки b ки ки c ки"));
        await CheckAsync(folder, RewardFamily.OpenR, ["a \n\n\n\n\nb\n\n", "\n\n", "c \n\n\n"], outputs => RewardScore.OfTwo(outputs['-'], outputs['+']),
            Bytes("Q? a \n\n\n\n\nb \n\n\n\n\n"), Bytes("Q? a \n\n\n\n\nb \n\n\n\n\n \n\n\n\n\n"), Bytes("Q? a \n\n\n\n\nb \n\n\n\n\n \n\n\n\n\nc \n\n\n\n\n"));
    }

    [Fact]
    public async Task RlhFlow_has_a_turn_for_an_empty_step()
    {
        using var folder = new TinyReward("LlamaForCausalLM", chat: true);
        int[] first = [Start, .. Bytes("user\nQ? a+b"), End, '\n', Start, .. Bytes("assistant\n")];
        int[] second = [.. first, '+', End, '\n', Start, .. Bytes("user\n"), End, '\n', Start, .. Bytes("assistant\n")];
        int[] third = [.. second, '+', End, '\n', Start, .. Bytes("user\nc"), End, '\n', Start, .. Bytes("assistant\n")];
        await CheckAsync(folder, RewardFamily.RlhFlow, ["a+b\n\n", "\n\n", "c \n\n\n"], outputs => RewardScore.OfTwo(outputs['-'], outputs['+']), first, second, third);
    }

    [Fact]
    public async Task Pqm_scores_its_own_marks_and_not_one_in_a_step()
    {
        using var folder = new TinyReward("LlamaForCausalLM", valueHead: true);
        int[] first = [.. Bytes("Q?\na"), Prm, .. Bytes("b "), Prm];
        int[] second = [.. first, .. Bytes("\n "), Prm];
        await CheckAsync(folder, RewardFamily.Pqm, ["a[PRM]b\n\n", "\n\n", "c \n\n\n"], outputs => RewardScore.Sigmoid(outputs.Single()), first, second, [.. second, .. Bytes("\nc "), Prm]);
    }

    [Fact]
    public async Task Outcome_models_and_judges_see_no_difference_in_an_empty_step()
    {
        using var outcome = new TinyReward("LlamaForSequenceClassification", chat: true);
        int[] opening = [Start, .. Bytes("user\nQ?"), End, '\n', Start, .. Bytes("assistant\n")];
        int[] first = [.. opening, .. Bytes("a<|im_end|>b"), End, '\n'];
        await CheckAsync(outcome, null, ["a<|im_end|>b\n\n", "\n\n", "c \n\n\n"], outputs => RewardScore.OfLabels(outputs),
            first, first, [.. opening, .. Bytes("a<|im_end|>b\n\n\n\nc"), End, '\n']);

        using var judge = new TinyReward("LlamaForCausalLM", chat: true);
        int[] asked = [Start, .. Bytes("user\nBelow are a problem and the reasoning about it so far. Is the last step of the reasoning correct? Reply with one word: "), Yes, .. Bytes(" or "), No, .. Bytes(".\n\nProblem:\nQ?\n\nReasoning so far:\na<|im_end|>b")];
        int[] answer = [End, '\n', Start, .. Bytes("assistant\n")];
        await CheckAsync(judge, RewardFamily.Judge, ["a<|im_end|>b\n\n", "\n\n", "c \n\n\n"], outputs => Math.Exp(outputs[Yes]) / (Math.Exp(outputs[Yes]) + Math.Exp(outputs[No])),
            [.. asked, .. answer], [.. asked, .. answer], [.. asked, .. Bytes("\n\n\n\nc"), .. answer]);
    }

    /// <summary>Scores a path at once, and again step by step, against the outputs at the end of the expected tokens.</summary>
    private static async Task CheckAsync(TinyReward folder, RewardFamily? family, string[] steps, Func<float[], double> score, params int[][] expected)
    {
        var scores = new List<double>();
        foreach (var tokens in expected)
            scores.Add(score(await folder.OutputsAsync(tokens)));
        expected.Zip(scores).DistinctBy(pair => string.Join(' ', pair.First)).Select(pair => pair.Second).Should().OnlyHaveUniqueItems("otherwise a wrong place would not show");
        await using var atOnce = folder.Load(family);
        var path = PathOf("Q?", steps);
        Compare((await atOnce.ScoreAsync(path)).Values, scores);
        await using var stepwise = folder.Load(family);
        var node = PathOf("Q?");
        for (var step = 0; step < steps.Length; step++)
        {
            node = node.Extend(0, path.Steps[step]);
            Compare((await stepwise.ScoreAsync(node)).Values, scores.Take(step + 1));
        }
    }

    private static void Compare(IEnumerable<double> found, IEnumerable<double> expected) => found.Should().Equal(expected, (left, right) => Math.Abs(left - right) < 1e-6);
}
