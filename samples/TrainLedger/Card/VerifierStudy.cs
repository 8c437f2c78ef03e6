using InferenceScaling.Evaluation.Calibration;
using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Verification;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>What the verifier's scores are worth, on sampled paths whose truth is known step by step.</summary>
internal sealed class VerifierStudy
{
    private const double Threshold = 0.5;

    public VerifierStudy(IReadOnlyList<ScoredSample[]> report, IReadOnlyList<ScoredSample[]> selection)
    {
        Path = Health(report, sample => sample.Product);
        Confidence = Health(report, sample => sample.Confidence);
        Weak = Health(report, sample => sample.Weak);
        Exact = Health(report, sample => IsSound(sample) ? 1 : 0);
        SoundPairs = Pairs(report, sample => sample.Product);
        SoundPairsByConfidence = Pairs(report, sample => sample.Confidence);
        SoundPairsByNoise = Pairs(report, sample => sample.Weak);
        LuckyShare = report.SelectMany(samples => samples).Where(sample => sample.IsRight).Average(sample => IsSound(sample) ? 0.0 : 1);
        var calibration = IsotonicCalibration.Fit(Scores(selection), Labels(selection));
        Calibrated = Health(report, sample => calibration.Apply(sample.Product));
        var steps = report.SelectMany(samples => samples).SelectMany(sample => sample.Steps.Zip(sample.Exact)).ToArray();
        StepAuroc = Discrimination.Auroc([.. steps.Select(step => step.First)], [.. steps.Select(step => step.Second.Verdict == LedgerVerdict.Ok)]) ?? double.NaN;
        StepAccuracy = steps.Average(step => (step.First >= Threshold) == (step.Second.Verdict == LedgerVerdict.Ok) ? 1.0 : 0);
        FalseAlarms = steps.Where(step => step.Second.Verdict == LedgerVerdict.Ok).Average(step => step.First < Threshold ? 1.0 : 0);
        Steps = steps.Length;
        Missed = [.. steps.Where(step => step.Second.Verdict != LedgerVerdict.Ok).GroupBy(step => step.Second.Verdict).OrderByDescending(kind => kind.Count())
            .Select(kind => (kind.Key, kind.Count(), kind.Average(step => step.First >= Threshold ? 1.0 : 0)))];
        var wrong = report.SelectMany(samples => samples).Where(sample => FirstError(sample) >= 0).ToArray();
        FirstErrorAccuracy = wrong.Average(sample => sample.Steps.ToList().FindIndex(score => score < Threshold) == FirstError(sample) ? 1.0 : 0);
        RightKept = report.SelectMany(samples => samples).Where(sample => FirstError(sample) < 0).Average(sample => sample.Steps.All(score => score >= Threshold) ? 1.0 : 0);
    }

    public VerifierHealth Path { get; }

    public VerifierHealth Confidence { get; }

    public VerifierHealth Weak { get; }

    /// <summary>Of the exact verifier: what paths with a wrong step and the right answer leave to any judge of steps.</summary>
    public VerifierHealth Exact { get; }

    /// <summary>Pairs of a path without and one with a wrong step, ranked rightly.</summary>
    public double? SoundPairs { get; }

    public double? SoundPairsByConfidence { get; }

    public double? SoundPairsByNoise { get; }

    /// <summary>Share of right answers that come from paths with a wrong step.</summary>
    public double LuckyShare { get; }

    /// <summary>After an isotonic calibration that was fitted on other problems.</summary>
    public VerifierHealth Calibrated { get; }

    public int Steps { get; }

    public double StepAuroc { get; }

    public double StepAccuracy { get; }

    public double FalseAlarms { get; }

    public IReadOnlyList<(LedgerVerdict Kind, int Count, double Share)> Missed { get; }

    public double FirstErrorAccuracy { get; }

    public double RightKept { get; }

    private static int FirstError(ScoredSample sample) => sample.Exact.ToList().FindIndex(step => step.Verdict != LedgerVerdict.Ok);

    private static double[] Scores(IReadOnlyList<ScoredSample[]> samples) => [.. samples.SelectMany(problem => problem).Select(sample => sample.Product)];

    private static bool[] Labels(IReadOnlyList<ScoredSample[]> samples) => [.. samples.SelectMany(problem => problem).Select(sample => sample.IsRight)];

    private static bool IsSound(ScoredSample sample) => FirstError(sample) < 0;

    private static VerifierHealth Health(IReadOnlyList<ScoredSample[]> report, Func<ScoredSample, double> score) => Health(report, score, sample => sample.IsRight);

    private static double? Pairs(IReadOnlyList<ScoredSample[]> report, Func<ScoredSample, double> score) => Health(report, score, IsSound).WithinProblem;

    private static VerifierHealth Health(IReadOnlyList<ScoredSample[]> report, Func<ScoredSample, double> score, Func<ScoredSample, bool> isRight) =>
        VerifierHealth.Measure([.. report.SelectMany((samples, problem) => samples.Select(sample => new LabelledPath($"{problem}", score(sample), isRight(sample))))]);
}
