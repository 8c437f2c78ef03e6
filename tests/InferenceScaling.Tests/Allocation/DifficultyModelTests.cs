using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Allocation;

public class DifficultyModelTests
{
    [Fact]
    public void A_head_learns_what_makes_questions_easy_and_is_calibrated()
    {
        var (features, truth, drawn) = Questions(1200, size: 4);
        var model = DifficultyModel.Fit(features[..600], drawn[..600]);

        var predicted = features[600..].Select(model.PredictSuccess).ToArray();

        predicted.Zip(truth[600..], (found, expected) => Math.Abs(found - expected)).Average().Should().BeLessThan(0.05);
    }

    [Fact]
    public void More_numbers_than_questions_do_not_make_it_overconfident()
    {
        var (features, truth, drawn) = Questions(400, size: 300);
        var model = DifficultyModel.Fit(features[..100], drawn[..100], penalty: 100);

        var predicted = features[100..].Select(model.PredictSuccess).ToArray();

        var rate = truth[100..].Average();
        predicted.Average().Should().BeApproximately(rate, 0.1);
        Error(predicted).Should().BeLessThanOrEqualTo(Error([.. predicted.Select(_ => rate)]) * 1.1);

        double Error(double[] values) => values.Zip(truth[100..], (found, expected) => (found - expected) * (found - expected)).Average();
    }

    [Fact]
    public void A_fit_in_samples_is_the_fit_in_features()
    {
        var (features, _, drawn) = Questions(30, size: 6);

        var one = InferenceScaling.Verification.LogisticRegression.Fit(features, drawn, 2);
        var other = RidgeInSamples.Fit(features, drawn, 2);

        for (var index = 0; index < one.Length; index++)
            other[index].Should().BeApproximately(one[index], 1e-5);
    }

    [Fact]
    public void It_is_stored_and_read_back_bit_for_bit()
    {
        var (features, _, drawn) = Questions(50, size: 3);
        var model = DifficultyModel.Fit(features, drawn);

        var again = DifficultyModel.FromJson(model.ToJson());

        again.PredictSuccess(features[7]).Should().Be(model.PredictSuccess(features[7]));
        again.ToJson().Should().Be(model.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":1,"means":[0],"scales":[0],"weights":[1],"bias":0,"slope":1,"intercept":0}""")]
    [InlineData("""{"version":1,"means":[0],"scales":[1],"weights":[1,2],"bias":0,"slope":1,"intercept":0}""")]
    public void Anything_else_is_refused(string json) =>
        FluentActions.Invoking(() => DifficultyModel.FromJson(json)).Should().Throw<InvalidDataException>();

    [Fact]
    public async Task Features_show_agreement_scores_and_length()
    {
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("4", "4", "5", "4")).WithVerifier(new ScriptedVerifier(path => path.Text.Contains('4', StringComparison.Ordinal) ? 0.8 : 0.2))
            .UseSelfConsistency(o => o.Samples = 4).SelectBy(InferenceScaling.Selection.AnswerSelector.WeightedVote).Build();
        var result = await reasoner.ReasonAsync("2 + 2?");

        var features = DifficultyFeatures.Of("2 + 2?", result.Candidates, new PromptState([1.5f, -2], default));

        features.Should().HaveCount(DifficultyFeatures.Names.Length + 2).And.EndWith([1.5, -2]);
        features[1].Should().Be(0.75);
        features[2].Should().Be(0.25);
        features[4].Should().BeApproximately(0.65, 1e-12);
        features[9].Should().BeApproximately(Math.Log(3), 1e-12, "each path has two words");
    }

    [Fact]
    public void The_wrong_number_of_numbers_is_refused()
    {
        var (features, _, drawn) = Questions(20, size: 3);
        DifficultyModel.Fit(features, drawn).Invoking(model => model.PredictSuccess([1, 2])).Should().Throw<ArgumentException>().WithMessage("*2 numbers*learned from 3*");
    }

    private static (double[][] Features, double[] Truth, double[] Drawn) Questions(int count, int size)
    {
        var random = PathRandom.Root(3, "questions");
        var features = Enumerable.Range(0, count).Select(row => Enumerable.Range(0, size).Select(column => (4 * random.Child(row).Uniform((ulong)column)) - 2).ToArray()).ToArray();
        double[] truth = [.. features.Select(row => 1 / (1 + Math.Exp(-(1.5 * row[0]) + row[1] + 0.3)))];
        double[] drawn = [.. truth.Select((rate, row) => random.Child(row).Uniform(1 << 20) < rate ? 1.0 : 0.0)];
        return (features, truth, drawn);
    }
}
