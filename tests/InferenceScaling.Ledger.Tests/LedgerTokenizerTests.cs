using System.Text.Json;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests;

public class LedgerTokenizerTests
{
    private static readonly LedgerTokenizer Tokenizer = new(LedgerResources.Read("vocab.json"));

    [Fact]
    public void Every_problem_and_solution_survives_the_round_trip()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            Tokenizer.Decode([.. Tokenizer.Encode(problem.Problem)]).Should().Be(problem.Problem);
            Tokenizer.Decode([.. Tokenizer.Encode(problem.Solution)]).Should().Be(problem.Solution);
        }
    }

    [Fact]
    public void There_are_a_hundred_problems_of_each_level() =>
        LedgerProblems.HeldOut.CountBy(problem => problem.Level).Should().Equal(Enumerable.Range(3, 6).Select(level => KeyValuePair.Create(level, 100)));

    [Fact]
    public void An_unknown_word_is_named() =>
        FluentActions.Invoking(() => Tokenizer.Encode("Ben has 3 unicorns.")).Should().Throw<ArgumentException>().WithMessage("*'unicorns'*");

    [SkippableFact]
    public void Ids_and_texts_equal_the_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedFixtures.Folder("models/ledger-pilot/reference.json")));
        foreach (var item in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var prompt = item.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var greedy = item.GetProperty("greedy_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();

            Tokenizer.Encode(item.GetProperty("problem").GetString()).Should().Equal(prompt);
            Tokenizer.Decode(greedy, prompt[^1]).Should().Be(item.GetProperty("greedy_text").GetString());
        }
    }
}
