using InferenceScaling.Evaluation.Verifiers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.StepwiseCorrection;
using InferenceScaling.Search.VerifierGuard;
using InferenceScaling.Selection;
using InferenceScaling.Verification;
using InferenceScaling.Verification.Remote;

namespace InferenceScaling.Tests.Documentation;

/// <summary>The code of docs/verification.md.</summary>
internal static class VerificationSnippets
{
    public static void Rules(ReasonerBuilder builder)
    {
        // Recomputes every equation that a step writes, and says which are wrong.
        builder.WithVerifier(new ArithmeticVerifier());

        // A function of your own: a unit test, a type checker, a simulator.
        builder.WithVerifier(new RuleVerifier(path => path.Step!.Text.Contains("/ 0", StringComparison.Ordinal) ? StepVerdict.Wrong("it divides by zero") : StepVerdict.Right));
    }

    public static void Models(ReasonerBuilder builder, IStepGenerator judge)
    {
        // The generator's own certainty: free. Scores of steps are probabilities, so compare their mean, not their product.
        builder.WithVerifier(new ConfidenceVerifier(ConfidenceMeasure.MeanProbability)).AggregateBy(ScoreAggregation.Mean);

        // A language model that is asked "is the last step correct?"; it may be the one that reasons.
        builder.WithVerifier(new SelfEvaluationVerifier(judge, new() { Samples = 3 }));
    }

    public static void Wrappers(ReasonerBuilder builder, IVerifier verifier, IVerifier other, double[] scores, bool[] correct)
    {
        // The same text is judged once.
        builder.WithVerifier(new CachedVerifier(verifier, capacity: 4096));

        // Scores become measured probabilities.
        builder.WithVerifier(new CalibratedVerifier(verifier, IsotonicCalibration.Fit(scores, correct)));

        // A step must please every member.
        builder.WithVerifier(new EnsembleVerifier(EnsembleRule.Minimum, verifier, other));
    }

    public static void Remote(ReasonerBuilder builder, HttpClient client, Func<Prompt, string, string> chat)
    {
        // {"prompt": [...], "steps": [...]} goes out, {"scores": [...]} comes back.
        builder.WithVerifier(new RemoteVerifier(client, new() { Endpoint = new("https://scores.example.org/v1/steps"), Timeout = TimeSpan.FromSeconds(5) }));

        // A process reward model behind vLLM's /pooling: one row of class probabilities at each mark.
        builder.WithVerifier(new RemoteVerifier(client, new() { Endpoint = new("http://gpu:8000/pooling"), Model = "Qwen/Qwen2.5-Math-PRM-7B", Format = RemoteScoreFormat.Pooling(mark: "<extra_0>", label: 1, render: chat) }));

        // A classifier or reward model behind /classify of vLLM or SGLang: the text down to each step is judged once. Rewards without bounds need the sigmoid.
        builder.WithVerifier(new RemoteVerifier(client, new() { Endpoint = new("http://gpu:8000/classify"), Format = RemoteScoreFormat.Classification(label: 0, ScoreActivation.Sigmoid) }));
    }

    public static void Feedback(ReasonerBuilder builder)
    {
        // After "3 + 4 = 8" the model reads: No: 3 + 4 = 8 is wrong: 3 + 4 = 7. Again:
        builder.WithVerifier(new ArithmeticVerifier()).UseStepwiseCorrection(o => o.FeedbackText = "No: {feedback}. Again:\n");
    }

    public static void Aggregations(ReasonerBuilder builder, IReadOnlyList<IReadOnlyList<double>> stepScores, bool[] correct)
    {
        // Every step must hold; the default.
        builder.AggregateBy(ScoreAggregation.Product);

        // As strong as the weakest step.
        builder.AggregateBy(ScoreAggregation.Minimum);

        // The last step's score already speaks of the whole path, as with most process reward models.
        builder.AggregateBy(ScoreAggregation.Last);

        // Independent of the number of steps.
        builder.AggregateBy(ScoreAggregation.GeometricMean);

        // The end matters, one odd score does not.
        builder.AggregateBy(ScoreAggregation.MeanOfLast(3));

        // Learned from paths that are known to be right or wrong.
        builder.AggregateBy(LearnedAggregation.Fit(stepScores, correct));
    }

    public static void Selectors(ReasonerBuilder builder, Func<string, string, double> similarity)
    {
        // Count answers; needs no verifier.
        builder.SelectBy(AnswerSelector.Majority);

        // Sum the scores of each answer: hard to make worse than a majority.
        builder.SelectBy(AnswerSelector.WeightedVote);

        // Believe the verifier.
        builder.SelectBy(AnswerSelector.BestOfN);

        // How good an answer's candidates are, not how many.
        builder.SelectBy(AnswerSelector.MeanScore);

        // Calibrated scores of independent candidates.
        builder.SelectBy(AnswerSelector.LogOddsVote);

        // Votes by rank: between a majority (0) and best-of-N (infinity).
        builder.SelectBy(AnswerSelector.Borda(power: 0.5));

        // Draw by score: harder to deceive than best-of-N.
        builder.SelectBy(AnswerSelector.SoftBestOfN(inverseTemperature: 8));

        // The candidate most like all others, for answers that are never quite the same.
        builder.SelectBy(AnswerSelector.MinimumBayesRisk(similarity));

        // Votes weigh as much as the model's own certainty (DeepConf).
        builder.SelectBy(AnswerSelector.ConfidenceVote(share: 0.9, groupSize: 256));
    }

    public static void Guard(ReasonerBuilder builder, IReadOnlyList<LabelledPath> paths)
    {
        var health = VerifierHealth.Measure(paths);
        builder.UseVerifierGuard(o => (o.Quality, o.LeastQuality, o.Strategy) = (health.WithinProblem, 0.7, new RewardBalancedTreeSearch(new() { Width = 16 })));
    }
}
