using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Ledger.Suites;
using InferenceScaling.Paths;

namespace InferenceScaling.Ledger.Tests.Suites;

public class LedgerSuitesTests
{
    private const int Count = 30;

    private static readonly ConcurrentDictionary<string, ImmutableArray<LedgerCase>> Known = new();

    public static TheoryData<string> Names => [.. LedgerSuites.All.Select(suite => suite.Name)];

    public static TheoryData<string> AdversarialNames => [.. LedgerSuites.Adversarial.Select(suite => suite.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Questions_are_distinct_of_held_out_problems_and_the_first_of_more(string name)
    {
        var cases = Cases(name);

        cases.Should().HaveCount(Count).And.OnlyContain(item => item.Clean.IsHeldOut);
        cases.Select(item => item.Text).Should().OnlyHaveUniqueItems();
        LedgerSuites.All.Single(suite => suite.Name == name).Take(7).Should().Equal(cases.Take(7));
    }

    [Theory]
    [InlineData("E1", 1, 2, 0)]
    [InlineData("E2", 3, 4, 0)]
    [InlineData("M1", 5, 6, 1)]
    [InlineData("M2", 7, 8, 2)]
    [InlineData("H1", 9, 10, 3)]
    [InlineData("H2", 6, 6, 2)]
    public void Difficulties_are_those_of_the_table(string name, int least, int most, int distractors)
    {
        var cases = Cases(name);

        cases.Should().OnlyContain(item => item.Text == item.Clean.Problem && item.Answer == item.Clean.Answer && item.Problem == item.Clean);
        cases.Select(item => item.Clean.Level).Distinct().Order().Should().Equal(Enumerable.Range(least, most - least + 1));
        cases.Should().OnlyContain(item => item.Clean.Facts.Length == item.Clean.Solution.Count(character => character == '\n') - 1 + distractors);
        cases.All(item => IsOrdered(item.Clean)).Should().Be(name != "H2");
    }

    [Theory]
    [MemberData(nameof(AdversarialNames))]
    public async Task The_problem_of_a_question_has_its_answer(string name)
    {
        foreach (var item in Cases(name))
        {
            item.Text.Should().NotBe(item.Clean.Problem);
            (item.Problem is null).Should().Be(name == "unsolvable");
            item.Answer.Should().Be(item.Problem?.Answer);
            if (item.Problem is null)
                continue;
            var path = ReasoningPath.Root(item.Text, 1).Extend(0, new() { Text = item.Problem.Solution, Finish = StepFinish.EndOfText });
            (await new LedgerStepVerifier { ProblemOf = _ => item.Problem }.ScoreAsync(path)).Values.Should().Equal(1);
        }
    }

    [Theory]
    [InlineData("irrelevant facts")]
    [InlineData("larger numbers")]
    [InlineData("longer chain")]
    [InlineData("shuffled facts")]
    public void What_is_within_the_grammar_is_held_out_too(string name) =>
        Cases(name).Should().OnlyContain(item => item.Problem!.IsHeldOut && item.Text == item.Problem.Problem && LedgerProblem.Parse(item.Text) == item.Problem);

    [Fact]
    public void Irrelevant_facts_are_three_more_and_change_neither_order_nor_answer() => All("irrelevant facts", item =>
    {
        item.Problem!.Facts.Length.Should().Be(item.Clean.Facts.Length + 3);
        item.Problem.Facts.Where(item.Clean.Facts.Contains).Should().Equal(item.Clean.Facts);
        item.Problem.Facts.Should().Contain(fact => fact.Item != item.Clean.Item);
        item.Problem.Solution.Should().Be(item.Clean.Solution);
    });

    [Fact]
    public void A_longer_chain_takes_four_more_derivations() => All("longer chain", item => item.Problem!.Level.Should().Be(item.Clean.Level + 4));

    [Fact]
    public void Larger_numbers_keep_the_relations() => All("larger numbers", item =>
    {
        item.Problem!.Facts.Select(fact => fact with { Number = 0, Value = 0 }).Should().Equal(item.Clean.Facts.Select(fact => fact with { Number = 0, Value = 0 }));
        item.Answer.Should().BeInRange(200, 995);
    });

    [Fact]
    public void Shuffled_facts_are_the_same_and_not_in_order() => All("shuffled facts", item =>
    {
        item.Problem!.Facts.Should().BeEquivalentTo(item.Clean.Facts);
        IsOrdered(item.Problem).Should().BeFalse();
    });

    [Fact]
    public void Typos_leave_numbers_alone_and_touch_every_fact() => All("typos", item =>
    {
        var clean = item.Clean.Problem.Split(". ");
        var typed = item.Text.Split(". ");
        typed.Should().HaveSameCount(clean);
        typed.Zip(clean).SkipLast(1).Should().OnlyContain(pair => pair.First != pair.Second && pair.Second.Length - pair.First.Length <= 1);
        Digits(item.Text).Should().Be(Digits(item.Clean.Problem));
        typed[^1].Should().Be(clean[^1]);
    });

    [Fact]
    public void Numbers_in_words_and_an_early_question_mean_the_clean_problem()
    {
        All("number words", item => LedgerProblem.Parse(item.Text).Should().Be(item.Clean));
        All("question first", item => LedgerProblem.Parse(item.Text).Should().Be(item.Clean));
        All("number words", item => Digits(item.Text).Should().BeEmpty());
    }

    [Fact]
    public void Own_names_and_items_can_be_bound()
    {
        All("renamed", item => LedgerBinding.Of(item.Text).Text.Should().Contain("<A>").And.NotBe(item.Text));
        All("other items", item => LedgerBinding.Of(item.Text).Text.Should().Be(item.Clean.Problem.Replace(item.Clean.Item, "<a>", StringComparison.Ordinal)));
    }

    [Fact]
    public void Paraphrases_keep_names_and_numbers() => All("paraphrased", item =>
    {
        foreach (var fact in item.Clean.Facts)
            item.Text.Should().Contain(fact.Name);
        Digits(item.Text).Should().Be(Digits(item.Clean.Problem));
    });

    [Fact]
    public void An_unsolvable_question_is_about_a_stranger() => All("unsolvable", item =>
        FluentActions.Invoking(() => LedgerProblem.Parse(item.Text)).Should().Throw<ArgumentException>().WithMessage("*no fact says how many*"));

    [Fact]
    public void The_questions_stay_what_they_are()
    {
        var texts = string.Concat(LedgerSuites.All.SelectMany(suite => Cases(suite.Name).Take(20)).Select(item => $"{item.Text}{item.Answer}\n"));

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(texts)))[..16].Should().Be("7f24690b5dbef4ba", "published results are about these questions");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void A_count_out_of_range_is_refused(int count) =>
        FluentActions.Invoking(() => LedgerSuites.All[0].Take(count)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0 to 10000*");

    private static ImmutableArray<LedgerCase> Cases(string name) => Known.GetOrAdd(name, name => LedgerSuites.All.Single(suite => suite.Name == name).Take(Count));

    private static void All(string name, Action<LedgerCase> holds)
    {
        foreach (var item in Cases(name))
            holds(item);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    private static bool IsOrdered(LedgerProblem problem)
    {
        var known = new HashSet<string?> { null };
        return problem.Facts.All(fact => known.Contains(fact.First) && known.Contains(fact.Second) && known.Add(fact.Name));
    }
}
