using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Ledger.Tests.Lessons;

public class LedgerLessonsTests
{
    private const int Question = 16;
    private const int EqualSign = 22;
    private const int LineEnd = 15;

    public static TheoryData<string> Kinds => ["arithmetic", "solution", "verification"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Seed_index_and_settings_decide_a_lesson(string kind)
    {
        var settings = new LedgerProblemSettings { MaxLevel = 5, SpareNameShare = 0.3 };

        Lesson(kind, 4, 17, settings).Tokens.Should().Equal(Lesson(kind, 4, 17, settings).Tokens);
        Enumerable.Range(0, 100).Select(index => string.Join(' ', Lesson(kind, 4, index, settings).Tokens)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_drill_trains_the_results_and_nothing_else()
    {
        for (var index = 0; index < 200; index++)
        {
            var lesson = LedgerLessons.Arithmetic(1, index);
            var (equalSigns, tokens, targets) = (0, lesson.Tokens, lesson.Targets);

            tokens.Length.Should().Be(targets.Length).And.BeInRange(90, 110);
            for (var place = 0; place < tokens.Length; place++)
            {
                equalSigns = tokens[place] == LineEnd ? 0 : equalSigns + (tokens[place] == EqualSign ? 1 : 0);
                targets[place].Should().Be(equalSigns == 2 ? tokens[place + 1] : -1);
            }

            foreach (var equation in LedgerVocabulary.Decode(tokens.AsSpan()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = equation.TrimEnd('.').Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var (left, right) = (int.Parse(parts[1]), int.Parse(parts[3]));
                int.Parse(parts[5]).Should().Be(parts[2] switch { "+" => left + right, "-" => left - right, "*" => left * right, _ => left / right }, equation);
            }
        }
    }

    [Fact]
    public void A_solution_trains_every_token_after_the_question_and_the_end()
    {
        for (var index = 0; index < 200; index++)
        {
            var lesson = LedgerLessons.Solution(1, index);
            var question = lesson.Tokens.IndexOf(Question);
            var problem = LedgerProblem.Parse(LedgerVocabulary.Decode(lesson.Tokens.AsSpan()[..(question + 1)]));

            lesson.Targets.Take(question).Should().OnlyContain(target => target == -1);
            lesson.Targets.Skip(question).Should().Equal([.. lesson.Tokens.Skip(question + 1), -1]);
            lesson.Tokens[^1].Should().Be(LedgerVocabulary.EndOfText);
            LedgerVocabulary.Decode(lesson.Tokens.AsSpan()[(question + 1)..]).Should().Be(problem.Solution);
            problem.IsHeldOut.Should().BeFalse();
        }
    }

    [Fact]
    public void A_verification_trains_what_the_judge_expects()
    {
        for (var index = 0; index < 300; index++)
        {
            var lesson = LedgerLessons.Verification(1, index);
            var question = lesson.Tokens.IndexOf(Question);
            var problem = LedgerProblem.Parse(LedgerVocabulary.Decode(lesson.Tokens.AsSpan()[..(question + 1)]));

            lesson.Targets.Take(question).Should().OnlyContain(target => target == -1);
            lesson.Targets.Skip(question).Should().Equal([.. LedgerJudge.Judge(problem, lesson.Tokens.AsSpan()[(question + 1)..]).Expected, -1]);
            lesson.Tokens.Length.Should().BeLessThanOrEqualTo(512, "that is the models' context");
            problem.IsHeldOut.Should().BeFalse();

            var judged = LedgerLessons.Judged(problem, lesson.Tokens.AsSpan()[(question + 1)..]);
            judged.Tokens.Should().Equal(lesson.Tokens);
            judged.Targets.Should().Equal(lesson.Targets);
        }
    }

    [Fact]
    public void Errors_are_as_frequent_as_in_the_texts_the_pilot_learnt_from()
    {
        var steps = Enumerable.Range(0, 5000).SelectMany(index =>
        {
            var lesson = LedgerLessons.Verification(2, index);
            var question = lesson.Tokens.IndexOf(Question);
            return LedgerJudge.Judge(LedgerProblem.Parse(LedgerVocabulary.Decode(lesson.Tokens.AsSpan()[..(question + 1)])), lesson.Tokens.AsSpan()[(question + 1)..]).Steps;
        }).ToArray();
        double Percent(LedgerVerdict verdict) => 100.0 * steps.Count(step => step.Verdict == verdict) / steps.Length;

        // The census of the recipe that trained the embedded verifier, in percent of steps.
        Percent(LedgerVerdict.Ok).Should().BeApproximately(87, 1.5);
        Percent(LedgerVerdict.WrongPlan).Should().BeApproximately(4.5, 0.7);
        Percent(LedgerVerdict.NotReady).Should().BeApproximately(3.0, 0.7);
        Percent(LedgerVerdict.WrongArithmetic).Should().BeApproximately(1.6, 0.4);
        Percent(LedgerVerdict.Repeated).Should().BeApproximately(1.2, 0.3);
        Percent(LedgerVerdict.WrongAnswer).Should().BeApproximately(1.1, 0.3);
        Percent(LedgerVerdict.WrongSubstitution).Should().BeApproximately(1.1, 0.3);
        Percent(LedgerVerdict.Premature).Should().BeApproximately(0.6, 0.3);
        Percent(LedgerVerdict.UnknownName).Should().BeApproximately(0.2, 0.15);
        (100.0 * steps.Count(step => step.IsPrefixRight) / steps.Length).Should().BeApproximately(58, 5);
    }

    [Fact]
    public void A_problem_with_words_of_its_own_is_refused() =>
        FluentActions.Invoking(() => LedgerLessons.Judged(LedgerProblem.Parse("Zorblax has 3 coins. How many coins does Zorblax have?"), []))
            .Should().Throw<ArgumentException>().WithMessage("*'Zorblax'*");

    private static LedgerLesson Lesson(string kind, ulong seed, long index, LedgerProblemSettings settings) => kind switch
    {
        "arithmetic" => LedgerLessons.Arithmetic(seed, index, settings),
        "solution" => LedgerLessons.Solution(seed, index, settings),
        _ => LedgerLessons.Verification(seed, index, settings),
    };
}
