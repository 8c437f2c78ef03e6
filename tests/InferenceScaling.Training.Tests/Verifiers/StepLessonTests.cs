using CsCheck;
using InferenceScaling.Training.Verifiers;

namespace InferenceScaling.Training.Tests.Verifiers;

public sealed class StepLessonTests
{
    private static readonly LabelledStep[] Steps = [new([10, 11], true), new([20, 21], false), new([30, 31], true)];

    [Fact]
    public void Local_labels_judge_each_step_by_itself() =>
        StepClassifierLesson.Create([1, 2], Steps, StepLabelScheme.Local, StepLabelDensity.LastToken).Targets.Should().Equal(-1, -1, -1, 1, -1, 0, -1, 1);

    [Fact]
    public void Prefix_labels_stay_bad_after_the_first_error() =>
        StepClassifierLesson.Create([1, 2], Steps, StepLabelScheme.Prefix, StepLabelDensity.EveryToken).Targets.Should().Equal(-1, -1, 1, 1, 0, 0, 0, 0);

    [Fact]
    public void A_step_without_tokens_is_named()
    {
        var act = () => StepClassifierLesson.Create([1], [new([], true)]);
        act.Should().Throw<ArgumentException>().WithMessage("*Step 0 of 1*");
    }

    [Fact]
    public void A_corrupted_solution_differs_first_where_it_says() => Gen.Select(Gen.Long[0, 1_000_000], Gen.ULong).Sample((index, seed) =>
    {
        string[] solution = ["1. a = 3 + 14 = 17.\n", "2. b = 17 * 2 = 34.\n", "3. c = 34 - 5 = 29.\n", "Answer: 29.\n"];
        var corrupted = StepCorruption.Apply(solution, seed, index)!;
        var first = Enumerable.Range(0, Math.Max(solution.Length, corrupted.Steps.Length)).First(step => solution.ElementAtOrDefault(step) != corrupted.Steps.ElementAtOrDefault(step));
        var count = corrupted.Kind switch { StepCorruptionKind.Omission => 3, StepCorruptionKind.Repetition => 5, _ => 4 };
        return first == corrupted.FirstChanged && corrupted.Steps.Length == count && StepCorruption.Apply(solution, seed, index)!.Steps.SequenceEqual(corrupted.Steps);
    });

    [Fact]
    public void Every_kind_of_corruption_comes_up()
    {
        string[] solution = ["3 + 14 = 17", "17 * 2 = 34"];
        Enumerable.Range(0, 200).Select(index => StepCorruption.Apply(solution, 1, index)!.Kind).Distinct().Should().BeEquivalentTo(Enum.GetValues<StepCorruptionKind>());
    }

    [Fact]
    public void What_has_nothing_to_change_stays_as_it_is() => StepCorruption.Apply([], 1, 1).Should().BeNull();

    [Fact]
    public void Hard_negatives_are_the_wrong_solutions_the_verifier_likes_best()
    {
        var hard = new HardNegatives<string>(2);
        hard.Add("right", 0.99, isRight: true);
        hard.Add("meh", 0.3, isRight: false);
        hard.Add("fooled", 0.9, isRight: false);
        hard.Add("poor", 0.1, isRight: false);
        hard.Add("convincing", 0.7, isRight: false);
        hard.Hardest.Should().Equal("fooled", "convincing");
        hard.Wrong.Should().Be(4);
    }
}
