using CsCheck;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Tests.Problems;

public class LedgerGeneratorTests
{
    private static readonly Gen<LedgerProblemSettings> AnySettings =
        from levels in Gen.Int[1, LedgerProblemSettings.HighestLevel].Array[2]
        from distractors in Gen.Int[0, LedgerProblemSettings.MostDistractors].Array[2]
        from spares in Gen.Double[0, 1].Array[3]
        from wide in Gen.Bool
        select new LedgerProblemSettings
        {
            MinLevel = levels.Min(),
            MaxLevel = levels.Max(),
            MinDistractors = distractors.Min(),
            MaxDistractors = distractors.Max(),
            Numbers = wide ? new(299, 200, 9, 995) : new(),
            ShuffledShare = spares[0],
            SpareNameShare = spares[1],
            SpareItemShare = spares[2],
        };

    private static readonly Gen<(LedgerProblemSettings Settings, LedgerProblem Problem)> AnyProblem =
        from settings in AnySettings
        from seed in Gen.ULong
        from index in Gen.Long
        select (settings, LedgerGenerator.Draw(seed, index, settings));

    [Fact]
    public void A_problem_parses_back_to_itself() => AnyProblem.Sample(
        drawn =>
        {
            var parsed = LedgerProblem.Parse(drawn.Problem.Problem);

            parsed.Should().Be(drawn.Problem);
            parsed.Facts.Should().Equal(drawn.Problem.Facts);
            (parsed.Query, parsed.Item).Should().Be((drawn.Problem.Query, drawn.Problem.Item));
        },
        iter: 500);

    [Fact]
    public void Values_are_in_range_and_names_distinct() => AnyProblem.Sample(
        drawn =>
        {
            drawn.Problem.Facts.Should().OnlyContain(fact => fact.Value >= 1 && fact.Value <= drawn.Settings.Numbers.LargestValue);
            drawn.Problem.Facts.Select(fact => fact.Name).Should().OnlyHaveUniqueItems();
            drawn.Problem.Facts.Should().OnlyContain(fact => fact.Item == drawn.Problem.Item);
            drawn.Problem.Answer.Should().Be(drawn.Problem.Facts.Single(fact => fact.Name == drawn.Problem.Query).Value);
        },
        iter: 500);

    [Fact]
    public void The_level_is_the_number_of_derivations_and_the_rest_are_distractors() => AnyProblem.Sample(
        drawn =>
        {
            var steps = drawn.Problem.Solution.Split('\n')[..^2];
            var derivations = steps.Count(step => step.Contains('=', StringComparison.Ordinal));

            drawn.Problem.Level.Should().Be(derivations).And.BeInRange(drawn.Settings.MinLevel, drawn.Settings.MaxLevel);
            (drawn.Problem.Facts.Length - steps.Length).Should().BeInRange(drawn.Settings.MinDistractors, drawn.Settings.MaxDistractors);
            steps.Length.Should().BeLessThanOrEqualTo(20);
        },
        iter: 500);

    [Fact]
    public void Ordered_facts_come_after_those_they_refer_to() => AnySettings.Select(Gen.ULong, (settings, seed) => LedgerGenerator.Draw(seed, 0, settings with { ShuffledShare = 0 })).Sample(
        problem =>
        {
            var known = new HashSet<string?> { null };
            foreach (var fact in problem.Facts)
            {
                known.Should().Contain(fact.First).And.Contain(fact.Second);
                known.Add(fact.Name);
            }
        },
        iter: 300);

    [Fact]
    public void Shuffled_facts_mostly_do_not()
    {
        var shuffled = Enumerable.Range(0, 100).Select(index => LedgerGenerator.Draw(1, index, new() { MinLevel = 6, ShuffledShare = 1 }));

        shuffled.Count(problem => problem.Facts[0].Relation != LedgerRelation.Constant).Should().BeGreaterThan(50);
    }

    [Fact]
    public void The_split_decides_and_is_one_in_64()
    {
        var drawn = Enumerable.Range(0, 50).Select(index => LedgerGenerator.Draw(3, index, split: LedgerSplit.HeldOut)).ToArray();

        drawn.Should().OnlyContain(problem => problem.IsHeldOut).And.OnlyHaveUniqueItems();
        Enumerable.Range(0, 2000).Should().OnlyContain(index => !LedgerGenerator.Draw(3, index, null, LedgerSplit.Training).IsHeldOut);
    }

    [Fact]
    public void Seed_and_index_decide_and_nothing_else()
    {
        LedgerGenerator.Draw(7, 12).Should().Be(LedgerGenerator.Draw(7, 12));
        Enumerable.Range(0, 200).Select(index => LedgerGenerator.Draw(7, index).Problem).Concat(Enumerable.Range(0, 200).Select(index => LedgerGenerator.Draw(8, index).Problem))
            .Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Relations_are_as_frequent_as_in_the_held_out_problems()
    {
        for (var level = 3; level <= 8; level++)
        {
            var pilot = Frequencies(LedgerProblems.HeldOut.Where(problem => problem.Level == level));
            var drawn = Frequencies(Enumerable.Range(0, 2000).Select(index => LedgerGenerator.Draw(5, index, new() { MinLevel = level, MaxLevel = level })));

            // A hundred problems have about 600 to 1,100 facts: two standard errors of the largest share are below 4 points, and six relations are compared at six levels.
            foreach (var relation in Enum.GetValues<LedgerRelation>())
                drawn.GetValueOrDefault(relation).Should().BeApproximately(pilot.GetValueOrDefault(relation), 0.05, $"{relation} at level {level}");
        }
    }

    [Fact]
    public void Numbers_are_those_of_the_held_out_problems()
    {
        var drawn = Enumerable.Range(0, 3000).SelectMany(index => LedgerGenerator.Draw(5, index).Facts).ToLookup(fact => fact.Relation);
        var pilot = LedgerProblems.HeldOut.SelectMany(problem => problem.Facts).ToLookup(fact => fact.Relation);

        foreach (var relation in Enum.GetValues<LedgerRelation>())
        {
            drawn[relation].Max(fact => fact.Number).Should().Be(pilot[relation].Max(fact => fact.Number));
            drawn[relation].Min(fact => fact.Number).Should().Be(pilot[relation].Min(fact => fact.Number));
        }
    }

    [Fact]
    public void Spare_words_come_as_often_as_asked()
    {
        var problems = Enumerable.Range(0, 1000).Select(index => LedgerGenerator.Draw(9, index, new() { MaxLevel = 3, SpareNameShare = 0.25, SpareItemShare = 0.25 })).ToArray();

        problems.Average(problem => LedgerVocabulary.SpareItems.Contains(problem.Item) ? 1.0 : 0).Should().BeApproximately(0.25, 0.05);
        problems.SelectMany(problem => problem.Facts).Average(fact => LedgerVocabulary.SpareNames.Contains(fact.Name) ? 1.0 : 0).Should().BeApproximately(0.25, 0.03);
    }

    public static TheoryData<LedgerProblemSettings, string> Refused => new()
    {
        { new() { MaxLevel = 17 }, "*MaxLevel is 17*1 to 16*" },
        { new() { MinLevel = 9 }, "*MinLevel is 9*1 to 8*" },
        { new() { MaxDistractors = 8 }, "*MaxDistractors is 8*0 to 7*" },
        { new() { ShuffledShare = double.NaN }, "*ShuffledShare*" },
        { new() { Numbers = new(LargestValue: 1000) }, "*LargestValue is 1000*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Settings_out_of_range_are_refused_by_name(LedgerProblemSettings settings, string message) =>
        FluentActions.Invoking(() => LedgerGenerator.Draw(1, 1, settings)).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    private static Dictionary<LedgerRelation, double> Frequencies(IEnumerable<LedgerProblem> problems)
    {
        var facts = problems.SelectMany(problem => problem.Facts).ToArray();
        return facts.CountBy(fact => fact.Relation).ToDictionary(pair => pair.Key, pair => (double)pair.Value / facts.Length);
    }
}
