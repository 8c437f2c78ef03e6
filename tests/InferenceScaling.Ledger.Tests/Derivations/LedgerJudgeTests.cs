using CsCheck;
using InferenceScaling.Ledger.Derivations;

namespace InferenceScaling.Ledger.Tests.Derivations;

public class LedgerJudgeTests
{
    private static readonly LedgerProblem Problem = LedgerProblem.Parse(
        "Uma has 17 apples. Eli has 3 times as many apples as Uma. Kim has 12 more apples than Uma. Wen has 23 apples. "
        + "Mia has as many apples as Eli and Wen together. How many apples does Mia have?");

    [Fact]
    public void Every_canonical_step_is_right()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            var tokens = LedgerVocabulary.Encode(problem.Solution);

            var judgement = LedgerJudge.Judge(problem, tokens.AsSpan());

            judgement.Steps.Should().HaveCount(problem.Solution.Count(character => character == '\n')).And.OnlyContain(step => step.IsRight && step.IsPrefixRight && step.IsNeeded);
            judgement.Answer.Should().Be((int)problem.Answer);
            for (var index = 0; index < tokens.Length; index++)
                judgement.Expected[index].Should().BeOneOf(tokens[index], -1);
        }
    }

    [Theory]
    [InlineData("1. Uma has 17.\n", LedgerVerdict.Ok)]
    [InlineData("1. Uma has 18.\n", LedgerVerdict.WrongPlan)]
    [InlineData("2. Uma has 17.\n", LedgerVerdict.Malformed)]
    [InlineData("1. Uma have 17.\n", LedgerVerdict.WrongPlan)]
    [InlineData("1. Uma has 17", LedgerVerdict.Malformed)]
    [InlineData("1. has 17.\n", LedgerVerdict.Malformed)]
    [InlineData("Uma has 17.\n", LedgerVerdict.Malformed)]
    [InlineData("1. Ben has 17.\n", LedgerVerdict.UnknownName)]
    [InlineData("1. Eli has Uma * 3 = 17 * 3 = 51.\n", LedgerVerdict.NotReady)]
    [InlineData("1. Uma has 17.\n2. Uma has 17.\n", LedgerVerdict.Repeated)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 3 = 17 * 3 = 51.\n", LedgerVerdict.Ok)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 4 = 17 * 4 = 68.\n", LedgerVerdict.WrongPlan)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma + 3 = 17 + 3 = 20.\n", LedgerVerdict.WrongPlan)]
    [InlineData("1. Uma has 17.\n2. Eli has Wen * 3 = 17 * 3 = 51.\n", LedgerVerdict.WrongPlan)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 3 = 27 * 3 = 81.\n", LedgerVerdict.WrongSubstitution)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 3 = 17 * 3 = 52.\n", LedgerVerdict.WrongArithmetic)]
    [InlineData("1. Uma has 17.\n2. Kim has Uma + 12 = 17 + 12 = 29.\n", LedgerVerdict.Ok)]
    [InlineData("1. Uma has 17.\nAnswer: 17.\n", LedgerVerdict.Premature)]
    [InlineData("Answer: 74.\n", LedgerVerdict.Premature)]
    [InlineData("Answer: 74.\nAnswer: 74.\n", LedgerVerdict.Malformed)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 3 = 17 * 3 = 51.\n3. Wen has 23.\n4. Mia has Eli + Wen = 51 + 23 = 74.\nAnswer: 75.\n", LedgerVerdict.WrongAnswer)]
    [InlineData("1. Uma has 17.\n2. Eli has Uma * 3 = 17 * 3 = 51.\n3. Wen has 23.\n4. Mia has Eli + Wen = 51 + 23 = 74.\nAnswer: 74", LedgerVerdict.Malformed)]
    public void The_last_step_is_called_by_its_error(string solution, LedgerVerdict verdict)
    {
        var judgement = LedgerJudge.Judge(Problem, LedgerVocabulary.Encode(solution).AsSpan());

        judgement.Steps[^1].Verdict.Should().Be(verdict);
        judgement.Steps.SkipLast(1).Should().NotContain(step => !step.IsRight && step.Verdict != LedgerVerdict.Premature);
    }

    [Fact]
    public void A_step_that_goes_on_rightly_from_a_wrong_value_is_right_and_its_prefix_is_not()
    {
        var judgement = Judge("1. Uma has 18.\n2. Eli has Uma * 3 = 18 * 3 = 54.\n");

        judgement.Steps.Select(step => (step.IsRight, step.IsPrefixRight)).Should().Equal((false, false), (true, false));
    }

    [Fact]
    public void A_fact_that_nobody_asks_for_is_right_and_not_needed() =>
        Judge("1. Uma has 17.\n2. Kim has Uma + 12 = 17 + 12 = 29.\n").Steps.Select(step => (step.IsRight, step.IsNeeded)).Should().Equal((true, true), (true, false));

    [Fact]
    public void Expected_is_what_should_stand_at_each_place()
    {
        Expected("1. Wen has 25.\n").Should().Equal("1.", null, "has", "2", "3", null);
        Expected("1. Eli has Uma * 3 = 1").Should().Equal("1.", null, "has", "Uma", "*", "3", "=", "<?>");
        Expected("2. Wen has 23.\n").Should().Equal("1.", null, null, null, null, null);
        Expected("1. Zoe has 23.\n").Should().Equal("1.", null, "<?>", null, null, null);
        Expected("Answer: 5.\n").Should().Equal(null, "<?>", null);
        Expected("1. Uma has 17.\n2. Eli has Uma * 3 = 17 * 3 = 58.\n").TakeLast(4).Should().Equal("=", "5", "1", null);
    }

    [Fact]
    public void What_stands_after_the_end_of_text_is_not_judged()
    {
        var judgement = LedgerJudge.Judge(Problem, [.. LedgerVocabulary.Encode("1. Uma has 17.\n"), LedgerVocabulary.EndOfText, 40, 60, 0]);

        judgement.Steps.Should().ContainSingle();
        judgement.Expected.TakeLast(4).Should().AllBeEquivalentTo(-1);
    }

    [Fact]
    public void A_repeated_name_keeps_its_first_value() =>
        Judge("1. Uma has 17.\n2. Uma has 18.\n3. Eli has Uma * 3 = 17 * 3 = 51.\n").Steps.Select(step => step.Verdict).Should().Equal(LedgerVerdict.Ok, LedgerVerdict.Repeated, LedgerVerdict.Ok);

    [Fact]
    public void Any_tokens_are_judged_without_an_exception()
    {
        var token = Gen.Frequency((6, Gen.Int[0, 105]), (2, Gen.OneOfConst(15, 22, 23, 39, 40, 41, 80, 63)), (1, Gen.Int));
        Gen.Select(token.Array[0, 200], Gen.Int[0, 599]).Sample(
            (tokens, index) =>
            {
                var judgement = LedgerJudge.Judge(LedgerProblems.HeldOut[index], tokens);

                judgement.Expected.Length.Should().Be(tokens.Length);
                judgement.Steps.Sum(step => step.Length).Should().BeLessThanOrEqualTo(tokens.Length);
            },
            iter: 3000);
    }

    [Fact]
    public void Cut_and_spliced_solutions_are_judged_without_an_exception() =>
        Gen.Select(Gen.Int[0, 599], Gen.Int[0, 599], Gen.Int[0, 100], Gen.Int[0, 100]).Sample(
            (problem, other, cut, from) =>
            {
                var first = LedgerVocabulary.Encode(LedgerProblems.HeldOut[problem].Solution);
                var second = LedgerVocabulary.Encode(LedgerProblems.HeldOut[other].Solution);

                LedgerJudge.Judge(LedgerProblems.HeldOut[problem], [.. first.Take(cut), .. second.Skip(from)]).Steps.Should().NotBeNull();
            },
            iter: 2000);

    private static LedgerJudgement Judge(string solution) => LedgerJudge.Judge(Problem, LedgerVocabulary.Encode(solution).AsSpan());

    private static IEnumerable<string?> Expected(string solution) => Judge(solution).Expected.Select(token => token < 0 ? null : LedgerVocabulary.Words[token]);
}
