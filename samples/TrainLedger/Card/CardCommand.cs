using System.Globalization;
using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Problems;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>Measures a trained pair and writes its card: text, curves, and what more compute buys.</summary>
internal static class CardCommand
{
    private const int Deep = 64;
    private const string Introduction = """
        A generator that solves word problems of the Ledger task, often wrongly, and a verifier that finds its errors: two decoders of six layers, width 128,
        1.25 million weights each, trained from nothing on texts that the project draws itself, under the project's licence. They are small on purpose: greedy
        decoding solves about every second problem, so that there is something for search to gain, and a laptop answers hundreds a minute.

        The generator learns right solutions. The verifier learns, at every token of right and wrong derivations, which token should stand there given what is
        written before it; a step's score is the probability it gives the step's tokens, without step number and name, and 0 where the step has not the form of one. Problems whose MD5 hash of token ids begins
        with a byte below 4 are held out: no training text is about one of them.

        It knows this task only. Names and things it has not met are bound to spare words, eight names and four things a problem; other unknown words are
        refused by name. It is no model of language, and its numbers end at 199.

        ![What compute buys](images/ledger-scaling.png)

        ![The generator's training](images/ledger-generator.png)

        ![The verifier's training](images/ledger-verifier.png)
        """;
    private const string Limits = """
        The pair learnt problems of at most eight derivations with numbers up to 199, one in twenty of them with shuffled facts: what the suites show beyond that is what
        small models do beyond what they learnt. Typos and paraphrases are refused, because their words are not in the vocabulary. A step that has not the form of one (another
        number than the line's, a name that is unknown or derived before, an answer before what it asks for) is scored 0 by rule; all else is the model's judgement. Suites have 100
        problems each, so their intervals are wide.
        """;
    private static readonly int[] Levels = [6, 7, 8];
    private static readonly int[] Widths = [4, 8, 16];
    private static readonly int[] ExactWidths = [4, 16];
    private static readonly string[] ByLevel = ["greedy", "majority of 16", "best of 16", "REBASE 16", "REBASE 16, exact verifier"];

    public static async Task RunAsync(TrainSettings settings, Action<string> show)
    {
        var pictures = Path.Combine(settings.Folder, "images");
        Directory.CreateDirectory(pictures);
        DrawCurve("The generator's training", "solved greedily", "ledger-generator.png", "generator-first", "generator-practice", "generator");
        DrawCurve("The verifier's training", "derivations judged rightly as a whole", "ledger-verifier.png", "verifier-first", "verifier");
        await using var model = LedgerModel.LoadFrom(Path.Combine(settings.Folder, "generator"));
        await using var verifier = LedgerVerifier.LoadFrom(Path.Combine(settings.Folder, "verifier"));

        // What is reported is measured on these problems only; what is fitted, on others of the same levels. Both are held out from training.
        var report = new PairStudy(model, verifier, Draw(seed: 41, perLevel: 140), show);
        var selection = new PairStudy(model, verifier, Draw(seed: 31, perLevel: 40), show);
        await report.RunAsync(Deep, Widths, ExactWidths);
        await selection.RunAsync(PairStudy.Scored, [], []);
        var quality = new VerifierStudy(report.Samples, selection.Samples);

        Charts.SaveScaling(Families(report), $"What compute buys: {report.Problems.Count} held-out problems, levels 6 to 8", Path.Combine(pictures, "ledger-scaling.png"));
        var card = new CardText().Title("The embedded pair").Paragraph(Introduction);
        TrainingFacts.Write(card, settings);
        WriteStrategies(card, report);
        WriteVerifier(card, quality);
        await File.WriteAllTextAsync(Path.Combine(settings.Folder, "ledger-model-card.md"), card.ToString());
        SuiteStudy.Write(card, await SuiteStudy.RunAsync(model, verifier, show));
        card.Section("Limits").Paragraph(Limits);
        await File.WriteAllTextAsync(Path.Combine(settings.Folder, "ledger-model-card.md"), card.ToString());

        void DrawCurve(string title, string judged, string picture, params string[] stages)
        {
            var files = stages.Select(stage => Path.Combine(settings.Folder, $"{stage}.csv")).ToArray();
            if (files.All(File.Exists))
                Charts.SaveCurve(files.Select(Curve.Read).Aggregate((curve, next) => curve.Then(next)), title, judged, Path.Combine(pictures, picture));
        }
    }

    private static LedgerProblem[] Draw(ulong seed, int perLevel) =>
        [.. Levels.SelectMany(level => Enumerable.Range(0, perLevel).Select(index => LedgerGenerator.Draw(seed + (ulong)level, index, new() { MinLevel = level, MaxLevel = level }, LedgerSplit.HeldOut)))];

    private static IReadOnlyList<(string, IReadOnlyList<Row>)> Families(PairStudy study) =>
    [
        ("majority", [study["one sample, mean"], study["majority of 4"], study["majority of 16"], study["majority of 64"]]),
        ("best of N, verifier", [study["one sample, mean"], study["best of 4"], study["best of 16"]]),
        ("REBASE, verifier", [.. Widths.Select(width => study[$"REBASE {width}"])]),
        ("REBASE, exact verifier", [.. ExactWidths.Select(width => study[$"REBASE {width}, exact verifier"])]),
    ];

    private static void WriteStrategies(CardText card, PairStudy study)
    {
        var (greedy, majority16, majority64) = (study["greedy"].Right, study["majority of 16"].Right, study["majority of 64"].Right);
        card.Section("What compute buys").Paragraph($"{study.Problems.Count} held-out problems, {study.Problems.Count / Levels.Length} of each level from {Levels[0]} to {Levels[^1]}, with none to three distractors. Differences are paired by problem.").Header("strategy", "right, % (95 %)", "tokens a problem", "minus greedy", "minus majority of 16", "minus majority of 64");
        foreach (var row in study.Rows)
        {
            var whole = row.Right.Length == greedy.Length;
            card.Row(
                row.Name,
                whole ? CardText.Accuracy(row.Right) : CardText.Points(row.Accuracy),
                row.Tokens.ToString("N0", CultureInfo.InvariantCulture),
                whole ? CardText.Gain(row.Right, greedy) : "",
                whole ? CardText.Gain(row.Right, majority16) : "",
                whole ? CardText.Gain(row.Right, majority64) : "");
        }

        card.Line().Header(["level", .. ByLevel]);
        foreach (var level in study.Problems.Select((problem, index) => (problem.Level, index)).GroupBy(item => item.Level, item => item.index))
        {
            card.Row([$"{level.Key}", .. ByLevel.Select(name => CardText.Points(level.Average(index => study[name].Right[index] ? 1.0 : 0)))]);
        }
    }

    private static void WriteVerifier(CardText card, VerifierStudy quality)
    {
        card.Section("The verifier").Header("scores of paths", "pairs of one problem, right steps above wrong ones", "pairs by the answer", "AUC by the answer", "calibration error");
        foreach (var (name, soundPairs, health) in new (string, double?, VerifierHealth)[]
        {
            ("verifier, product of steps", quality.SoundPairs, quality.Path),
            ("the same, calibrated on other problems", null, quality.Calibrated),
            ("generator's confidence", quality.SoundPairsByConfidence, quality.Confidence),
            ("weak verifier (nine tenths noise)", quality.SoundPairsByNoise, quality.Weak),
            ("exact verifier", 1, quality.Exact),
        })
            card.Row(name, Ratio(soundPairs), Ratio(health.WithinProblem), Ratio(health.Auroc), Ratio(health.CalibrationError));

        card.Line().Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"{quality.LuckyShare:P1} of the right answers come from paths with a wrong step (two errors that cancel, or an error the question does not depend on). A judge of steps ranks those low and is right to: pairs by the answer cannot be better than the exact verifier's."));
        card.Paragraph(string.Create(CultureInfo.InvariantCulture,
            $"Steps ({quality.Steps:N0}, judged given what is written before them): AUC {quality.StepAuroc:0.000}, accuracy {quality.StepAccuracy:P1}, false alarms {quality.FalseAlarms:P1}; first error found at its place in {quality.FirstErrorAccuracy:P1} of wrong paths, {quality.RightKept:P1} of right paths kept whole. Score of 0.5 or more counts as right."));
        card.Header("error", "steps", "missed");
        foreach (var (kind, count, share) in quality.Missed)
            card.Row($"{kind}", $"{count}", share.ToString("P0", CultureInfo.InvariantCulture));
    }

    private static string Ratio(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";
}
