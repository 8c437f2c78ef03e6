using CsCheck;
using InferenceScaling.Training.Schedules;

namespace InferenceScaling.Training.Tests.Schedules;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(3, 1)]
    [InlineData(50, 1)]
    [InlineData(75, 0.55)]
    [InlineData(100, 0.1)]
    public void A_linear_schedule_warms_up_holds_and_falls(long step, double expected) =>
        new LearningRateSchedule { WarmupSteps = 4, HoldUntil = 0.5, Final = 0.1 }.At(step, 100).Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void A_cosine_is_half_way_down_in_the_middle_of_its_fall() =>
        new LearningRateSchedule { WarmupSteps = 0, HoldUntil = 0, Final = 0, Decay = LearningRateDecay.Cosine }.At(50, 100).Should().BeApproximately(0.5, 1e-12);

    [Fact]
    public void It_never_leaves_zero_to_one_and_never_rises_after_the_warm_up() =>
        Gen.Select(Gen.Int[0, 50], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[1, 500], Gen.Enum<LearningRateDecay>()).Sample((warm, hold, final, total, decay) =>
        {
            var schedule = new LearningRateSchedule { WarmupSteps = warm, HoldUntil = hold, Final = final, Decay = decay };
            var values = Enumerable.Range(0, total).Select(step => schedule.At(step, total)).ToArray();
            return values.All(value => value is >= 0 and <= 1) && values.Skip(warm).Zip(values.Skip(warm + 1)).All(pair => pair.Second <= pair.First + 1e-12);
        });
}
