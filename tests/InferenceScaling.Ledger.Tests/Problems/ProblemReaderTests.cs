using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Tests.Problems;

public class ProblemReaderTests
{
    [Fact]
    public void Held_out_problems_parse_to_their_stored_solution_answer_and_level()
    {
        foreach (var problem in LedgerProblems.HeldOut)
            LedgerProblem.Parse(problem.Problem).Should().Be(problem);
    }

    [Fact]
    public void Held_out_problems_are_held_out() => LedgerProblems.HeldOut.Should().OnlyContain(problem => problem.IsHeldOut);

    [Fact]
    public void Names_and_items_may_be_any_the_question_first_and_numbers_words()
    {
        var problem = LedgerProblem.Parse("How many unicorns does Quindle have?  Zorblax has forty-two unicorns.\nQuindle has half as many unicorns as Zorblax.");

        problem.Problem.Should().Be("Zorblax has 42 unicorns. Quindle has half as many unicorns as Zorblax. How many unicorns does Quindle have?\n");
        problem.Solution.Should().Be("1. Zorblax has 42.\n2. Quindle has Zorblax / 2 = 42 / 2 = 21.\nAnswer: 21.\n");
        (problem.Level, problem.Answer, problem.Item, problem.Query).Should().Be((1, 21L, "unicorns", "Quindle"));
        problem.Facts[1].Should().Be(new LedgerFact("Quindle", LedgerRelation.Half, "unicorns", 2, "Zorblax", null, 21));
    }

    [Theory]
    [InlineData("", "*has none*")]
    [InlineData("Ana has 3 coins.", "*How many coins does Ana have?*has none*")]
    [InlineData("Ana has many coins. How many coins does Ana have?", "Sentence 1 *\"Ana has many coins.\"*'many'*a number*")]
    [InlineData("Ana has 3 coins. Ben has 2 mroe coins than Ana. How many coins does Ben have?", "Sentence 2 *'coins'*'.'*")]
    [InlineData("Ana has 3 coins. Ben has 2 more coins then Ana. How many coins does Ben have?", "Sentence 2 *'then'*'than'*")]
    [InlineData("ana has 3 coins. How many coins does Ana have?", "Sentence 1 *'ana'*a name*")]
    [InlineData("Ana has 3 Coins. How many coins does Ana have?", "Sentence 1 *'Coins'*what is counted*")]
    [InlineData("Ana has 0 coins. How many coins does Ana have?", "Sentence 1 *'0'*1 to 999*")]
    [InlineData("Ana has 1,000 coins. How many coins does Ana have?", "Sentence 1 *'1,000'*1 to 999*")]
    [InlineData("Ana has 99999999999999999999 coins. How many coins does Ana have?", "Sentence 1 *1 to 999*")]
    [InlineData("Ana has 3 coins. Ana has 4 coins. How many coins does Ana have?", "Sentence 2 *Ana has a fact already*")]
    [InlineData("Ana has 3 coins. How many coins does Ben have?", "Sentence 2 *no fact says how many Ben has*")]
    [InlineData("Ana has 3 more coins than Cara. How many coins does Ana have?", "Sentence 1 *no fact says how many Cara has*")]
    [InlineData("Ana has 3 coins. How many pens does Ana have?", "Sentence 2 *counts pens*Ana counts coins*")]
    [InlineData("Ana has 3 coins. How many coins does Ana have? How many coins does Ana have?", "Sentence 3 *second*")]
    [InlineData("Ana has 3 coins. How many coins does Ana have", "Sentence 2 *ends with*")]
    [InlineData("Ana has 3 more coins than Ben. Ben has 3 fewer coins than Ana. How many coins does Ben have?", "*circle*")]
    [InlineData("Ana has 3 coins. Ben has half as many coins as Ana. How many coins does Ben have?", "Sentence 2 *Ana has 3*whole*")]
    [InlineData("Ana has 3 coins. Ben has 3 fewer coins than Ana. How many coins does Ben have?", "Sentence 2 *comes to 0*")]
    [InlineData("Ana has 999 coins. Ben has 999 times as many coins as Ana. How many coins does Ben have?", "Sentence 2 *comes to 998001*")]
    [InlineData("Ana has 3 coins. Ben has as many coins as Ana and Ana together. How many coins does Ben have?", "Sentence 2 *Ana twice*")]
    [InlineData("Ana has. How many coins does Ana have?", "Sentence 1 *'.'*a number*")]
    [InlineData(". . ? .", "Sentence 1 *a name*")]
    public void What_is_no_problem_is_refused_in_words(string text, string message) =>
        FluentActions.Invoking(() => LedgerProblem.Parse(text)).Should().Throw<ArgumentException>().WithMessage(message);

    [Fact]
    public void A_chain_of_any_length_is_read_and_refused_for_its_length()
    {
        var chain = string.Concat(Enumerable.Range(1, 50_000).Reverse().Select(index => $"N{index} has {(index % 2 == 0 ? "1 more" : "1 fewer")} coins than N{index - 1}. "));

        FluentActions.Invoking(() => LedgerProblem.Parse($"{chain}N0 has 5 coins. How many coins does N50000 have?")).Should().Throw<ArgumentException>().WithMessage("*50001 steps*at most 20*");
    }

    [Fact]
    public void A_copy_with_another_text_has_that_texts_facts()
    {
        var problem = LedgerProblems.HeldOut[0];
        _ = problem.Facts;

        (problem with { Problem = "Ana has 3 coins. How many coins does Ana have?" }).Facts.Should().ContainSingle().Which.Name.Should().Be("Ana");
    }
}
