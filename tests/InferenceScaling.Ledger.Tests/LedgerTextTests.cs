using System.Text.Json;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests;

public class LedgerTextTests
{
    private static readonly Tokenizer Tokenizer = Tokenizer.FromJson(LedgerResources.Read("tokenizer.json"));

    private static readonly LedgerText Text = new(Tokenizer);

    [Fact]
    public void Every_problem_and_solution_survives_the_round_trip()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            Text.Render(Tokenizer.Encode(problem.Problem), previous: null).Should().Be(problem.Problem);
            Text.Render(Tokenizer.Encode(problem.Solution), previous: null).Should().Be(problem.Solution);
        }
    }

    [Fact]
    public void There_are_a_hundred_problems_of_each_level() =>
        LedgerProblems.HeldOut.CountBy(problem => problem.Level).Should().Equal(Enumerable.Range(3, 6).Select(level => KeyValuePair.Create(level, 100)));

    [Fact]
    public void A_question_may_end_without_its_line_break() =>
        Tokenizer.Encode("How many coins does Ben have?").Should().Equal(Tokenizer.Encode("How many coins does Ben have?\n"));

    [Theory]
    [InlineData("Ben has 3 unicorns. How many unicorns does Ben have?", "*'unicorns'*")]
    [InlineData("Ben has 3 coins.", "*question mark*")]
    [InlineData("", "*question mark*")]
    public void A_problem_the_model_cannot_read_is_refused_in_words(string problem, string message) =>
        FluentActions.Invoking(() => Text.CheckProblem(problem)).Should().Throw<ArgumentException>().WithMessage(message);

    [SkippableFact]
    public void Ids_and_texts_equal_the_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedFixtures.Folder("models/ledger-pilot/reference.json")));
        foreach (var item in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var prompt = item.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var greedy = item.GetProperty("greedy_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();

            Tokenizer.Encode(item.GetProperty("problem").GetString()).Should().Equal(prompt);
            Text.Render(greedy, prompt[^1]).Should().Be(item.GetProperty("greedy_text").GetString());
        }
    }
}
