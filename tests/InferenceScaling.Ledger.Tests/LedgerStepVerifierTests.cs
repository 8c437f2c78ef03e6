using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Paths;
using InferenceScaling.Verification;

namespace InferenceScaling.Ledger.Tests;

public class LedgerStepVerifierTests
{
    private const string Problem = "Zorblax has 17 unicorns. Eli has 3 times as many unicorns as Zorblax. Wen has 23 unicorns. "
        + "Quindle has as many unicorns as Eli and Wen together. How many unicorns does Quindle have?";

    private static readonly LedgerStepVerifier Local = new();

    private static readonly LedgerStepVerifier Prefix = new() { Semantics = LedgerSemantics.Prefix };

    [Fact]
    public async Task Right_steps_score_one()
    {
        foreach (var problem in LedgerProblems.HeldOut.Where((_, index) => index % 10 == 0))
        {
            var path = PathOf(problem.Problem, [.. problem.Solution.Split('\n')[..^1].Select(line => line + "\n")]);

            (await Local.ScoreAsync(path)).Should().Be(new StepScores([.. path.Steps.Select(_ => 1.0)]));
            (await Prefix.ScoreAsync(path)).Should().Be(new StepScores([.. path.Steps.Select(_ => 1.0)]));
        }
    }

    [Fact]
    public async Task An_error_costs_its_own_step_or_all_from_there_on()
    {
        var path = PathOf(Problem, "1. Zorblax has 17.\n", "2. Eli has Zorblax * 3 = 17 * 3 = 41.\n", "3. Wen has 23.\n", "4. Quindle has Eli + Wen = 41 + 23 = 64.\n", "Answer: 64.\n");

        var local = await Local.ScoreAsync(path);

        local.Values.Should().Equal(1, 0, 1, 1, 1);
        (await Prefix.ScoreAsync(path)).Values.Should().Equal(1, 0, 0, 0, 0);
        local.Feedback.Should().Equal(new StepFeedback(1, "'2. Eli has Zorblax * 3 = 17 * 3 = 41.': the result is wrong; after '2. Eli has Zorblax * 3 = 17 * 3 =' stands '4' where '5' was expected."));
    }

    [Theory]
    [InlineData("1. Zorblax has 18.\n", LedgerVerdict.WrongPlan, "*not what the problem says*'8'*'7'*")]
    [InlineData("1. Blurp has 18.\n", LedgerVerdict.Malformed, "*neither line 1*")]
    [InlineData("1. Zoe has 18.\n", LedgerVerdict.UnknownName, "*no fact about Zoe.")]
    [InlineData("1. Eli has Zorblax * 3 = 17 * 3 = 51.\n", LedgerVerdict.NotReady, "*not derived yet.")]
    [InlineData("Answer: 74.\n", LedgerVerdict.Premature, "*not derived yet.")]
    [InlineData("Zorblax has seventeen.", LedgerVerdict.Malformed, "*such as '1. Ana has 7.'*")]
    [InlineData("Let me think about this step by step.\n", LedgerVerdict.Malformed, "*neither line 1*")]
    [InlineData("1. Zorblax has 17.\n1. Zorblax has 17.\n", LedgerVerdict.Malformed, "*line 2*")]
    [InlineData("1. Zorblax has 17.\n2. Zorblax has 17.\n", LedgerVerdict.Repeated, "*was derived before.")]
    public void What_is_wrong_is_said_in_the_problems_words(string text, LedgerVerdict verdict, string message)
    {
        var judged = Local.Judge(PathOf(Problem, text)).Should().ContainSingle().Which;

        judged.Verdict.Should().Be(verdict);
        judged.Message.Should().Match(message);
        judged.IsPrefixRight.Should().BeFalse();
    }

    [Fact]
    public void The_two_of_a_sum_may_be_in_either_order_and_of_a_difference_not()
    {
        const string Difference = "Ana has 17 pens. Ben has 5 pens. Cara has as many pens as the difference between Ana and Ben. Dan has as many pens as Ana and Ben together. How many pens does Cara have?";
        string[] start = ["1. Ana has 17.\n", "2. Ben has 5.\n"];

        Last(Difference, [.. start, "3. Dan has Ben + Ana = 5 + 17 = 22.\n"]).Should().Be(LedgerVerdict.Ok);
        Last(Difference, [.. start, "3. Dan has Ben + Ana = 17 + 5 = 22.\n"]).Should().Be(LedgerVerdict.WrongSubstitution);
        Last(Difference, [.. start, "3. Cara has Ben - Ana = 5 - 17 = 12.\n"]).Should().Be(LedgerVerdict.WrongPlan);
    }

    [Fact]
    public void Whole_answers_in_one_step_and_lines_in_several_are_judged_alike()
    {
        const string Solution = "1. Zorblax has 17.\n2. Eli has Zorblax * 3 = 17 * 3 = 51.\n3. Wen has 23.\n4. Quindle has Eli + Wen = 51 + 23 = 74.\nAnswer: 74.";

        Local.Judge(PathOf(Problem, Solution)).Should().ContainSingle().Which.Verdict.Should().Be(LedgerVerdict.Ok);
        Local.Judge(PathOf(Problem, Solution[..7], Solution[7..30], Solution[30..])).Select(step => step.Verdict).Should().AllBeEquivalentTo(LedgerVerdict.Ok);
        Local.Judge(PathOf(Problem, Solution.Replace("51 + 23", "51 + 32", StringComparison.Ordinal))).Should().ContainSingle().Which.Verdict.Should().Be(LedgerVerdict.WrongSubstitution);
    }

    [Theory]
    [InlineData("1. Zorblax has 1", LedgerVerdict.Ok)]
    [InlineData("1.", LedgerVerdict.Ok)]
    [InlineData("1. Zorblax has 2", LedgerVerdict.WrongPlan)]
    [InlineData("2.", LedgerVerdict.Malformed)]
    public void A_line_that_a_token_limit_cut_is_right_as_long_as_nothing_is_wrong(string text, LedgerVerdict verdict)
    {
        var root = ReasoningPath.Root(Problem, 1);

        Local.Judge(root.Extend(0, new() { Text = text, Finish = StepFinish.TokenLimit })).Should().ContainSingle().Which.Verdict.Should().Be(verdict);
    }

    [Fact]
    public async Task A_prompt_that_is_no_problem_is_refused_or_looked_up()
    {
        var paraphrase = PathOf("Zorblax owns seventeen unicorns and Quindle owns half of them?", "1. Zorblax has 17.\n");

        await FluentActions.Awaiting(() => Local.ScoreAsync(paraphrase)).Should().ThrowAsync<ArgumentException>().WithMessage("*Sentence 1*");
        (await new LedgerStepVerifier { ProblemOf = _ => LedgerProblem.Parse(Problem) }.ScoreAsync(paraphrase)).Values.Should().Equal(1);
    }

    [Fact]
    public void Its_rule_is_its_identity()
    {
        Local.Costs.Should().BeSameAs(ModelCosts.Free);
        Local.Identity.Should().NotBe(Prefix.Identity).And.Be(new LedgerStepVerifier().Identity);
        new LedgerStepVerifier { Identity = "paraphrases" }.Identity.Should().Be("paraphrases");
    }

    private static LedgerVerdict Last(string problem, string[] steps) => Local.Judge(PathOf(problem, steps))[^1].Verdict;

    private static ReasoningPath PathOf(string problem, params string[] steps)
    {
        var path = ReasoningPath.Root(problem, seed: 1);
        for (var index = 0; index < steps.Length; index++)
            path = path.Extend(0, new() { Text = steps[index], Finish = index == steps.Length - 1 ? StepFinish.EndOfText : StepFinish.Delimiter });
        return path;
    }
}
