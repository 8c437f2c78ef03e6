using System.Text.Json;
using InferenceScaling.Evaluation.Intervals;

namespace InferenceScaling.Conformance.Strategies.Estimators;

/// <summary>Intervals of a rate.</summary>
internal sealed class BinomialIntervalsFixture : IStrategyFixture
{
    public string File => "estimators/binomial_intervals.json";

    public void Run(JsonElement root, ConformanceReport report) => Expect.Cases(root, report, static (input, expected) =>
    {
        var (successes, trials, level) = (input.Integer("successes"), input.Integer("trials"), input.GetProperty("level").GetDouble());
        Expect.Close("standard error", BinomialInterval.StandardError(successes, trials), expected.GetProperty("standard_error").Number(), 1e-9);
        Check("wald", BinomialInterval.Wald(successes, trials, level));
        Check("wilson", BinomialInterval.Wilson(successes, trials, level));
        Check("clopper_pearson", BinomialInterval.ClopperPearson(successes, trials, level));
        Check("jeffreys", BinomialInterval.Jeffreys(successes, trials, level));

        void Check(string name, ConfidenceInterval found) => Expect.Close(name, [found.Lower, found.Upper], expected.GetProperty(name).Numbers(), 1e-9);
    });
}
