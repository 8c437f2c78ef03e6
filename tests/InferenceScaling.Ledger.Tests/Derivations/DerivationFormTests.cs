using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Tests.Derivations;

public class DerivationFormTests
{
    private const string Problem = "Ana has 17 pens. Eli has 3 times as many pens as Ana. Wen has 23 pens. Ola has as many pens as Eli and Wen together. How many pens does Ola have?";

    private static readonly string[] Solution = ["1. Ana has 17.\n", "2. Eli has Ana * 3 = 17 * 3 = 51.\n", "3. Wen has 23.\n", "4. Ola has Eli + Wen = 51 + 23 = 74.\n", "Answer: 74.\n"];

    private readonly DerivationForm _form = new(LedgerBinding.Of(Problem));

    [Fact]
    public void Every_step_of_every_solution_has_the_form()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            var form = new DerivationForm(LedgerBinding.Of(problem.Problem));
            string[] lines = [.. problem.Solution.Split('\n')[..^1].Select(line => line + "\n")];
            for (var count = 1; count <= lines.Length; count++)
                form.Holds(PathOf(StepFinish.Delimiter, lines[..count])).Should().BeTrue(lines[count - 1]);
        }
    }

    [Theory]
    [InlineData(1, "2. Eli has Ana * 3 = 17 * 3 = 41.\n")]
    [InlineData(1, "2. Eli has Ana + 3 = 12 + 5 = 9.\n")]
    [InlineData(1, "2. Eli has 12.\n")]
    [InlineData(3, "4. Ola has Wen - Ana = 1 - 2 = 3.\n")]
    [InlineData(4, "Answer: 7.\n")]
    public void What_is_wrong_and_has_the_form_is_the_models_to_find(int right, string step) => Holds(right, step).Should().BeTrue();

    [Theory]
    [InlineData(0, "2. Ana has 17.\n", "another number than the line's")]
    [InlineData(0, "Ana has 17.\n", "no number")]
    [InlineData(0, "1. Ana has.\n", "nothing derived")]
    [InlineData(0, "1. Ana has 1234.\n", "four digits")]
    [InlineData(0, "1. Ana has 17", "no end")]
    [InlineData(0, "1. Ana has 17 17 pens.\n", "words after the number")]
    [InlineData(0, "1. Zoe has 17.\n", "a name that the problem has not")]
    [InlineData(0, "1. Eli has Ana * 3 = 17 * 3 = 51.\n", "a referent that is not derived")]
    [InlineData(1, "2. Ana has 17.\n", "a name derived before")]
    [InlineData(1, "2. Eli has Ana * 3 = 17 + 3 = 20.\n", "another sign after the equals sign")]
    [InlineData(1, "2. Eli has Ana * 3 = 17 * 3.\n", "no result")]
    [InlineData(1, "2. Eli has Ana * Wen = 17 * 23 = 391.\n", "a second referent that is not derived")]
    [InlineData(1, "2. Eli has Ana * 3 = 17 * 3 = 51 = 51.\n", "two results")]
    [InlineData(1, "Answer: 17.\n", "an answer before what is asked for")]
    [InlineData(4, "Answer: Ola.\n", "an answer that is no number")]
    [InlineData(5, "6. Ana has 17.\n", "a step after the answer")]
    public void What_has_not_the_form_is_seen_without_the_model(int right, string step, string because) => Holds(right, step).Should().BeFalse(because);

    [Fact]
    public void A_flaw_counts_against_its_own_step_only()
    {
        string[] steps = ["1. Ana has 17.\n", "2. Ana has 17.\n", "3. Wen has 23.\n"];

        _form.Holds(PathOf(StepFinish.Delimiter, steps[..2])).Should().BeFalse();
        _form.Holds(PathOf(StepFinish.Delimiter, steps)).Should().BeTrue();
    }

    [Fact]
    public void A_line_that_a_token_limit_cut_has_the_benefit_of_the_doubt()
    {
        var cut = PathOf(StepFinish.TokenLimit, "1. Ana has");

        _form.Holds(cut).Should().BeTrue();
        _form.Holds(cut.Extend(0, new() { Text = " 17.\n", Finish = StepFinish.Delimiter })).Should().BeTrue();
        _form.Holds(cut.Extend(0, new() { Text = " Ana.\n", Finish = StepFinish.Delimiter })).Should().BeFalse();
        _form.Holds(PathOf(StepFinish.EndOfText, "1. Ana has")).Should().BeFalse();
    }

    [Fact]
    public void Names_that_stand_for_spare_words_are_read_like_others()
    {
        var form = new DerivationForm(LedgerBinding.Of("Zorblax has 17 unicorns. Ben has 3 times as many unicorns as Zorblax. How many unicorns does Ben have?"));

        form.Holds(PathOf(StepFinish.Delimiter, "1. Zorblax has 17.\n")).Should().BeTrue();
        form.Holds(PathOf(StepFinish.Delimiter, "1. Blurp has 17.\n")).Should().BeFalse();
    }

    [Fact]
    public async Task Whatever_the_model_thinks_of_it_a_step_without_the_form_scores_zero()
    {
        await using var verifier = LedgerVerifier.Load();

        var scores = await verifier.ScoreAsync(PathOf(StepFinish.Delimiter, "1. Ana has 17.\n", "2. Ana has 17.\n", "3. Wen has 23.\n"));

        scores.Values[0].Should().BeGreaterThan(0.5);
        scores.Values[1].Should().Be(0);
        scores.Values[2].Should().BeGreaterThan(0.5);
    }

    private bool Holds(int right, string step) => _form.Holds(PathOf(StepFinish.Delimiter, [.. Solution[..right], step]));

    private static ReasoningPath PathOf(StepFinish finish, params string[] steps)
    {
        var path = ReasoningPath.Root(Problem, seed: 1);
        for (var index = 0; index < steps.Length; index++)
            path = path.Extend(0, new() { Text = steps[index], Finish = index == steps.Length - 1 ? finish : StepFinish.Delimiter });
        return path;
    }
}
