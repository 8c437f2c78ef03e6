using CsCheck;
using InferenceScaling.Conformance;
using InferenceScaling.Tests;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Distillation;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Tests.Distillation;

public sealed class DivergenceTests
{
    private static readonly double[] P = [.7, .2, .1];
    private static readonly double[] Q = [.4, .4, .2];

    public DivergenceTests() => TorchRuntime.EnsureLoaded();

    [SkippableFact]
    public async Task Losses_and_gradients_are_those_of_the_reference()
    {
        var report = new ConformanceReport();
        await new DistillationConformance().RunAsync(SharedFixtures.Folder("fixtures/strategies/rl"), report, CancellationToken.None);
        report.Failures.Should().BeEmpty();
        report.Passed.Should().Be(60);
    }

    [Theory]
    [InlineData(DivergenceKind.ForwardKl, 0, .183787)]
    [InlineData(DivergenceKind.ReverseKl, 0, .192042)]
    [InlineData(DivergenceKind.JensenShannon, 0, .183787)]
    [InlineData(DivergenceKind.JensenShannon, 1, .192042)]
    [InlineData(DivergenceKind.JensenShannon, .1, .016518)]
    [InlineData(DivergenceKind.JensenShannon, .5, .046201)]
    [InlineData(DivergenceKind.JensenShannon, .9, .017100)]
    [InlineData(DivergenceKind.JensenShannon, 1e-3, 1.83599e-4)]
    public void Known_distributions_are_this_far_from_each_other(DivergenceKind kind, double beta, double expected) =>
        Of(Logs(P), Logs(Q), new() { Divergence = kind, Beta = beta }).Should().BeApproximately(expected, 1e-6);

    [Theory]
    [InlineData(1, .173663)]
    [InlineData(2, .177478)]
    public void A_temperature_keeps_the_scale(double temperature, double expected) =>
        Of([2, 1, .1], [1, 1.2, .3], new() { Temperature = temperature }).Should().BeApproximately(expected, 1e-6);

    [Fact]
    public void No_divergence_is_negative_and_what_is_equal_is_not_apart() =>
        Gen.Select(Gen.Double[-8, 8].Array[5], Gen.Double[-8, 8].Array[5], Gen.Double[0, 1], Gen.Double[0.3, 5]).Sample((teacher, student, beta, temperature) =>
        {
            foreach (var kind in Enum.GetValues<DivergenceKind>())
            {
                var loss = new DistillationLoss { Divergence = kind, Beta = beta, Temperature = temperature };
                Of(teacher, student, loss).Should().BeGreaterThanOrEqualTo(-1e-12);
                Of(teacher, teacher, loss).Should().BeApproximately(0, 1e-12);
            }
        }, iter: 100);

    [Fact]
    public void At_one_half_the_divergence_has_no_direction_and_stays_below_ln_two() =>
        Gen.Select(Gen.Double[-20, 20].Array[4], Gen.Double[-20, 20].Array[4]).Sample((one, other) =>
        {
            var loss = new DistillationLoss { Divergence = DivergenceKind.JensenShannon, Beta = 0.5 };
            Of(one, other, loss).Should().BeApproximately(Of(other, one, loss), 1e-10);
            Of(one, other, loss).Should().BeLessThanOrEqualTo(Math.Log(2) + 1e-12);
        }, iter: 100);

    [Fact]
    public void Gradients_stay_finite_where_the_student_thinks_the_teachers_token_impossible()
    {
        foreach (var kind in Enum.GetValues<DivergenceKind>())
        {
            using var scope = NewDisposeScope();
            var student = tensor(new float[] { 0, -300, 5 }, [1, 3]).requires_grad_(true);
            Divergences.Loss(student, tensor(new float[] { -200, 40, 0 }, [1, 3]), null, new() { Divergence = kind }).backward();
            student.grad!.data<float>().Should().OnlyContain(value => float.IsFinite(value));
        }
    }

    [Fact]
    public void Senseless_settings_are_refused()
    {
        Refused(new() { Beta = 1.1 }, "*Beta is 1.1*0 to 1*");
        Refused(new() { Beta = double.NaN }, "*Beta is NaN*");
        Refused(new() { Temperature = 0 }, "*Temperature is 0*above 0*");
        Refused(new() { CrossEntropyShare = -0.5 }, "*CrossEntropyShare is -0.5*0 to 1*");
        Refused(new() { Divergence = (DivergenceKind)9 }, "*Divergence is 9*ForwardKl, ReverseKl, JensenShannon*");
    }

    private static void Refused(DistillationLoss loss, string message) => FluentActions.Invoking(loss.Validate).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    private static double[] Logs(double[] probabilities) => [.. probabilities.Select(value => Math.Log(value))];

    private static double Of(double[] teacher, double[] student, DistillationLoss loss)
    {
        using var scope = NewDisposeScope();
        return Divergences.Of(tensor(student, [1, student.Length]), tensor(teacher, [1, teacher.Length]), loss).item<double>();
    }
}
