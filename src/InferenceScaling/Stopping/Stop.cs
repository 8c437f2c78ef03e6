using System.Globalization;
using System.Runtime.InteropServices;

namespace InferenceScaling.Stopping;

/// <summary>The stopping rules: <c>.StopWhen(Stop.AdaptiveConsistency().Or(Stop.FirstVerified(0.98)))</c>.</summary>
public static class Stop
{
    /// <summary>Stops when the leading answer is the most likely one with a given probability, judged by the two leading answers (Aggarwal et al. 2023). Four equal answers are enough at 0.95.</summary>
    /// <param name="probability">In (1/2, 1).</param>
    public static IStoppingRule AdaptiveConsistency(double probability = 0.95)
    {
        Require(probability is > 0.5 and < 1, probability, nameof(probability), "above 1/2 and below 1");
        return new DelegatedRule(prefix => Certain(prefix, LeaderProbability.Beta(prefix.LeaderCount, prefix.RunnerUpCount), probability));
    }

    /// <summary>Stops when the leading answer is the most likely one with a given probability, judged by several answers (Aggarwal et al. 2023, by an exact integral instead of sampling).</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="answers">How many of the leading answers take part, at least 2.</param>
    public static IStoppingRule DirichletConsistency(double probability = 0.95, int answers = 5)
    {
        Require(probability is > 0 and < 1, probability, nameof(probability), "above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 2);
        return new DelegatedRule(prefix => Certain(prefix, LeaderProbability.Dirichlet(Counts(prefix), answers), probability));
    }

    /// <summary>Stops when a share of at least two votes agrees.</summary>
    /// <param name="share">In (0, 1].</param>
    public static IStoppingRule MajorityShare(double share = 0.8)
    {
        Require(share is > 0 and <= 1, share, nameof(share), "above 0 and at most 1");
        return new DelegatedRule(prefix => If(
            prefix.Votes > 1 && VoteDispersion.LeaderShare(Counts(prefix)) >= share,
            () => Text($"top answer has {prefix.LeaderCount} of {prefix.Votes} votes, at least {share:P0}")));
    }

    /// <summary>Stops when the votes, at least two, are little spread: their entropy over that of a uniform vote falls to a bound.</summary>
    /// <param name="normalizedEntropy">In [0, 1].</param>
    public static IStoppingRule Entropy(double normalizedEntropy = 0.75)
    {
        Require(normalizedEntropy is >= 0 and <= 1, normalizedEntropy, nameof(normalizedEntropy), "0 to 1");
        return new DelegatedRule(prefix =>
        {
            var entropy = VoteDispersion.NormalizedEntropy(Counts(prefix));
            return If(prefix.Votes > 1 && entropy <= normalizedEntropy, () => Text($"top answer {Score(prefix)}, entropy of the votes {entropy:0.###}, at most {normalizedEntropy:0.###}"));
        });
    }

    /// <summary>Stops at the first window of candidates that all agree (Li et al. 2024, ESC). Windows do not overlap. The answer is then chosen from all candidates, not from the window alone.</summary>
    /// <param name="window">Candidates a window, at least 2.</param>
    public static IStoppingRule UnanimousWindow(int window = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        return new DelegatedRule(prefix =>
        {
            if (prefix.Count % window != 0)
                return StoppingDecision.Continue;
            var last = prefix.Skip(prefix.Count - window).Select(static candidate => CandidatePrefix.IsVote(candidate) ? candidate.CanonicalAnswer : null).ToArray();
            return If(Stopping.UnanimousWindow.FindEnd(last, window) is not null, () => Text($"the last {window} candidates agree"));
        });
    }

    /// <summary>Stops when a number of candidates agree.</summary>
    /// <param name="votes">At least 1.</param>
    public static IStoppingRule Agreement(int votes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(votes, 1);
        return new DelegatedRule(prefix => If(prefix.LeaderCount >= votes, () => Text($"{prefix.LeaderCount} candidates agree")));
    }

    /// <summary>Stops when the candidates that are left cannot change the majority. Never changes an answer, only saves.</summary>
    /// <param name="samples">Candidates the strategy would make in all.</param>
    public static IStoppingRule DecidedMajority(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        return new DelegatedRule(prefix => If(
            prefix.LeaderCount - prefix.RunnerUpCount > samples - prefix.Count,
            () => Text($"top answer {Score(prefix)}, the {samples - prefix.Count} candidates left cannot change it")));
    }

    /// <summary>Stops by a sequential probability ratio test on the two leading answers (Wald 1945).</summary>
    /// <param name="p">The rate of won duels, in (1/2, 1), that the leader is tested for, against the same rate of the runner-up.</param>
    /// <param name="falseAcceptance">Tolerated probability of accepting a wrong leader, in (0, 1/2).</param>
    /// <param name="falseRejection">Tolerated probability of missing a right one, in (0, 1/2).</param>
    public static IStoppingRule SequentialTest(double p = 0.6, double falseAcceptance = 0.05, double falseRejection = 0.05)
    {
        var bound = SequentialProbabilityRatio.UpperBound(falseAcceptance, falseRejection);
        _ = SequentialProbabilityRatio.LogLikelihoodRatio(0, 0, p);
        return new DelegatedRule(prefix =>
        {
            var ratio = SequentialProbabilityRatio.LogLikelihoodRatio(prefix.LeaderCount, prefix.RunnerUpCount, p);
            return If(ratio >= bound, () => Text($"top answer {Score(prefix)}, log likelihood ratio {ratio:0.##}, at least {bound:0.##}"));
        });
    }

    /// <summary>Stops at the first whole candidate that the verifier accepts.</summary>
    /// <param name="score">The least score of an accepted candidate, in [0, 1].</param>
    public static IStoppingRule FirstVerified(double score = 0.9)
    {
        Require(score is >= 0 and <= 1, score, nameof(score), "0 to 1");
        return new DelegatedRule(
            prefix => If(CandidatePrefix.IsVote(prefix[^1]) && prefix[^1].Score >= score, () => Text($"candidate {prefix.Count} scored {prefix[^1].Score:0.###}, at least {score:0.###}")),
            requiresScores: true);
    }

    /// <summary>Stops when the best score is so high that one more candidate is not worth its cost (Weitzman 1979).</summary>
    /// <param name="cost">What a candidate costs in units of score; above 0.</param>
    /// <param name="referenceScores">Scores of earlier, similar candidates, which say what to expect; null if nothing is known: then scores uniform on [0, 1] are expected.</param>
    public static IStoppingRule ReservationValue(double cost, IReadOnlyCollection<double>? referenceScores = null)
    {
        var reservation = referenceScores is null ? Stopping.ReservationValue.Uniform(cost) : Stopping.ReservationValue.FromScores(referenceScores, cost);
        return new DelegatedRule(
            prefix => If(
                CandidatePrefix.IsVote(prefix[^1]) && prefix[^1].Score >= reservation,
                () => Text($"candidate {prefix.Count} scored {prefix[^1].Score:0.###}; above {reservation:0.###} another one is not worth its cost of {cost:0.###}")),
            requiresScores: true);
    }

    /// <summary>Gives up when so many candidates were refused by the verifier that one more attempt is not worth its cost.</summary>
    /// <param name="cost">What a candidate costs, where an accepted one is worth 1; above 0.</param>
    /// <param name="score">The least score of an accepted candidate, in [0, 1].</param>
    public static IStoppingRule GiveUp(double cost, double score = 0.5)
    {
        Require(score is >= 0 and <= 1, score, nameof(score), "0 to 1");
        var most = Stopping.ReservationValue.FailuresBeforeGivingUp(1, cost);
        return new DelegatedRule(
            prefix => If(
                prefix.Count >= most && prefix.All(candidate => !(candidate.Score >= score)),
                () => Text($"none of {prefix.Count} candidates scored {score:0.###}; another one is not worth its cost of {cost:0.###}")),
            requiresScores: true);
    }

    /// <summary>DeepConf online (Fu et al. 2025, "Deep Think with Confidence"): see <see cref="ConfidenceConsensus"/>. The generator must give <see cref="Paths.ReasoningStep.Confidences"/>.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    public static IStoppingRule WhenConfident(ConfidenceConsensusOptions? options = null) => new ConfidenceConsensus(options ?? new());

    /// <summary>Stops when a function says so.</summary>
    /// <param name="decide">Decides over a prefix of candidates; must depend on it only.</param>
    /// <param name="requiresScores">Whether it reads scores.</param>
    public static IStoppingRule When(Func<CandidatePrefix, StoppingDecision> decide, bool requiresScores = false)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new DelegatedRule(decide, requiresScores);
    }

    private static StoppingDecision Certain(CandidatePrefix prefix, double found, double wanted) =>
        If(found >= wanted, () => Text($"top answer {Score(prefix)}, P(change) = {100 * (1 - found):0.0} %"));

    private static StoppingDecision If(bool holds, Func<string> reason) => holds ? StoppingDecision.StopBecause(reason()) : StoppingDecision.Continue;

    private static string Score(CandidatePrefix prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix.LeaderCount}:{prefix.RunnerUpCount}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static ReadOnlySpan<int> Counts(CandidatePrefix prefix) =>
        prefix.AnswerCounts is List<int> list ? CollectionsMarshal.AsSpan(list) : prefix.AnswerCounts.ToArray();

    private static void Require(bool holds, double found, string name, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, found, $"{name} must be {expected}.");
    }
}
