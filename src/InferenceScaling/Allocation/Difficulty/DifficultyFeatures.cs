using System.Collections.Immutable;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Stopping;

namespace InferenceScaling.Allocation.Difficulty;

/// <summary>What a question and its first samples show about its difficulty, as numbers: agreement, the verifier's scores, log-probabilities, lengths, and the model's own state where it gives it.</summary>
public static class DifficultyFeatures
{
    /// <summary>What each number means, in order. The numbers of a prompt's state follow them.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "log of the prompt's characters",
        "share of the leading answer",
        "share of the second answer",
        "share without an answer",
        "mean score",
        "best score",
        "worst score",
        "mean log-probability of a token",
        "least mean log-probability of a path's token",
        "log of the mean tokens of a path",
    ];

    /// <summary>The numbers of a question. Of what is not there, such as scores without a verifier, they are 0.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="candidates">The first samples; may be empty.</param>
    /// <param name="state">What the model made of the prompt; null if it was not asked.</param>
    public static double[] Of(Prompt prompt, IReadOnlyList<ReasoningCandidate> candidates, PromptState? state = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(candidates);
        var prefix = new CandidatePrefix(candidates);
        var count = Math.Max(1, candidates.Count);
        double[] scores = [.. candidates.Select(static candidate => candidate.Score).OfType<double>()];
        var paths = candidates.Select(static candidate => LengthAndLikelihood(candidate.Path)).ToArray();
        double[] likelihoods = [.. paths.Where(static path => path.Likelihood is not null).Select(static path => path.Likelihood!.Value)];
        return
        [
            Math.Log(1 + prompt.Messages.Sum(static message => message.Text.Length)),
            (double)prefix.LeaderCount / count,
            (double)prefix.RunnerUpCount / count,
            (double)(candidates.Count - prefix.Votes) / count,
            scores.Length == 0 ? 0 : scores.Average(),
            scores.Length == 0 ? 0 : scores.Max(),
            scores.Length == 0 ? 0 : scores.Min(),
            likelihoods.Length == 0 ? 0 : likelihoods.Average(),
            likelihoods.Length == 0 ? 0 : likelihoods.Min(),
            paths.Length == 0 ? 0 : Math.Log(1 + paths.Average(static path => path.Tokens)),
            .. state?.Values.Select(static value => (double)value) ?? [],
        ];
    }

    private static (double Tokens, double? Likelihood) LengthAndLikelihood(ReasoningPath path)
    {
        var (generated, known, sum) = (0.0, 0, 0.0);
        for (var node = path; node.Step is { } step; node = node.Parent!)
        {
            generated += step.Usage.Generated;
            known += step.LogProbabilities.Length;
            sum += step.LogLikelihood;
        }

        return (generated, known == 0 ? null : sum / known);
    }
}
