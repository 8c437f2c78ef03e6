using System.Text.Json;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests.Problems;

public class LedgerBindingTests
{
    private const string Question = " How many unicorns does Quindle have?";

    private static readonly Tokenizer Tokenizer = Tokenizer.FromJson(LedgerResources.Read("tokenizer.json"));

    [Fact]
    public void Problems_in_the_vocabularys_words_are_read_as_they_stand()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            var binding = LedgerBinding.Of(problem.Problem);

            binding.Text.Should().Be(problem.Problem);
            binding.Read(problem.Solution).Should().BeSameAs(problem.Solution);
            binding.Render(Tokenizer.Encode(problem.Problem), previous: null).Should().Be(problem.Problem);
            binding.Render(Tokenizer.Encode(problem.Solution), previous: null).Should().Be(problem.Solution);
        }
    }

    [Fact]
    public void There_are_a_hundred_problems_of_each_level() =>
        LedgerProblems.HeldOut.CountBy(problem => problem.Level).Should().Equal(Enumerable.Range(3, 6).Select(level => KeyValuePair.Create(level, 100)));

    [Theory]
    [InlineData("How many coins does Ben have?")]
    [InlineData("How many coins does Ben have?\n\n ")]
    [InlineData("  How  many coins\ndoes Ben have ?")]
    public void White_space_does_not_matter(string text)
    {
        LedgerBinding.Of(text).Text.Should().Be("How many coins does Ben have?\n");
        Tokenizer.Encode(LedgerBinding.Of(text).Text).Should().Equal(Tokenizer.Encode("How many coins does Ben have?\n"));
    }

    [Fact]
    public void Own_names_and_items_stand_for_spare_words_in_the_order_they_come_and_steps_are_in_the_own_words()
    {
        var binding = LedgerBinding.Of("Zorblax has 12 unicorns. Ben has 4 times as many unicorns as Zorblax. Quindle has half as many unicorns as Ben." + Question);

        binding.Text.Should().Be("<A> has 12 <a>. Ben has 4 times as many <a> as <A>. <B> has half as many <a> as Ben. How many <a> does <B> have?\n");
        binding.Read("2. Ben has Zorblax * 4 = 12 * 4 = 48.\n3. Quindle has").Should().Be("2. Ben has <A> * 4 = 12 * 4 = 48.\n3. <B> has");
        binding.Render([.. LedgerVocabulary.Encode("3. <B> has Ben / 2 = 48 / 2 = 24.\n")], previous: null).Should().Be("3. Quindle has Ben / 2 = 48 / 2 = 24.\n");
    }

    [Fact]
    public void Numbers_in_words_are_read_as_digits() =>
        LedgerBinding.Of("Ana has seven coins. Ben has forty-two more coins than Ana. How many coins does Ben have?").Text
            .Should().Be("Ana has 7 coins. Ben has 42 more coins than Ana. How many coins does Ben have?\n");

    [Fact]
    public void The_question_is_read_last() =>
        LedgerBinding.Of("How many coins does Ben have? Ana has 7 coins. Ben has 4 more coins than Ana.").Text
            .Should().Be("Ana has 7 coins. Ben has 4 more coins than Ana. How many coins does Ben have?\n");

    [Fact]
    public void A_spare_word_that_is_in_the_text_stands_for_itself() =>
        LedgerBinding.Of("<A> has 7 coins. Zorblax has half as many coins as <A>. How many coins does Zorblax have?").Text
            .Should().Be("<A> has 7 coins. <B> has half as many coins as <A>. How many coins does <B> have?\n");

    [Theory]
    [InlineData("Ben has 3 coins.", 106, "*question mark*")]
    [InlineData("", 106, "*question mark*")]
    [InlineData("How many coins does Ben have? Ben has 3 coins", 106, "*question mark*")]
    [InlineData("How many coins does Ben have? Ben has 3 coins. How many coins does Ana have?", 106, "*one question; found 2*does Ana have*")]
    [InlineData("Ben has 3 tiems as many coins as Ana." + Question, 106, "*'tiems'*Ana has 3 more coins*")]
    [InlineData("Ben owns 3 coins." + Question, 106, "*'owns'*")]
    [InlineData("ben has 3 coins." + Question, 106, "*'ben'*")]
    [InlineData("Ben has 3 red coins." + Question, 106, "*'red'*")]
    [InlineData("Ben has 3 coins, Ana has 4 coins." + Question, 106, "*'coins,'*")]
    [InlineData("Ben has 1,000 coins." + Question, 106, "*'1,000'*")]
    [InlineData("Ben has one hundred coins." + Question, 106, "*'hundred'*")]
    [InlineData("Ben has 3 b-c-1." + Question, 106, "*'b-c-1'*")]
    [InlineData("Ben has 3 coins. How many coins does Zorblax have?", 94, "*name 'Zorblax'*Ana, Ben*no others*")]
    [InlineData("Ben has 3 unicorns. How many unicorns does Ben have?", 94, "*item 'unicorns'*apples, books*no others*")]
    [InlineData("Aa has 3 coins. Bb has 3 coins. Cc has 3 coins. Dd has 3 coins. Ee has 3 coins. Ff has 3 coins. Gg has 3 coins. Hh has 3 coins. Ii has 3 coins." + Question, 106, "*name 'Ii'*8 in one problem*")]
    [InlineData("Ben has 3 bs. Ben has 3 cs. Ben has 3 ds. Ben has 3 fs. Ben has 3 es." + Question, 106, "*item 'es'*4 in one problem*")]
    public void What_cannot_be_read_is_refused_in_words(string problem, int vocabularySize, string message) =>
        FluentActions.Invoking(() => LedgerBinding.Of(problem, vocabularySize)).Should().Throw<ArgumentException>().WithMessage(message);

    [SkippableFact]
    public void Ids_and_texts_equal_the_reference()
    {
        using var reference = JsonDocument.Parse(File.ReadAllBytes(SharedFixtures.Folder("models/ledger-pilot/reference.json")));
        foreach (var item in reference.RootElement.GetProperty("cases").EnumerateArray())
        {
            var prompt = item.GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var greedy = item.GetProperty("greedy_ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var binding = LedgerBinding.Of(item.GetProperty("problem").GetString()!);

            Tokenizer.Encode(binding.Text).Should().Equal(prompt);
            binding.Render(greedy, prompt[^1]).Should().Be(item.GetProperty("greedy_text").GetString());
        }
    }
}
