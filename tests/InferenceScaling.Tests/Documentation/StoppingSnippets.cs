using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;

namespace InferenceScaling.Tests.Documentation;

/// <summary>The code of docs/stopping.md.</summary>
internal static class StoppingSnippets
{
    public static void First(ReasonerBuilder builder)
    {
        builder.UseSelfConsistency(o => o.Samples = 32)
            .StopWhen(Stop.AdaptiveConsistency());
    }

    public static void Votes(ReasonerBuilder builder)
    {
        // The leader is the most likely answer with this probability, judged by the two leading answers (Aggarwal et al. 2023).
        builder.StopWhen(Stop.AdaptiveConsistency(probability: 0.95));

        // The same, judged by several answers.
        builder.StopWhen(Stop.DirichletConsistency(probability: 0.95, answers: 5));

        // A share of the votes agrees.
        builder.StopWhen(Stop.MajorityShare(0.8).AfterAtLeast(4));

        // The votes are little spread.
        builder.StopWhen(Stop.Entropy(normalizedEntropy: 0.75));

        // A whole window of candidates agrees (Li et al. 2024, ESC).
        builder.StopWhen(Stop.UnanimousWindow(5));

        // A number of candidates agree.
        builder.StopWhen(Stop.Agreement(votes: 5));

        // What is left cannot change the majority: saves, and never changes an answer.
        builder.StopWhen(Stop.DecidedMajority(samples: 32));

        // A sequential probability ratio test on the two leading answers (Wald 1945).
        builder.StopWhen(Stop.SequentialTest(p: 0.6, falseAcceptance: 0.05, falseRejection: 0.05));
    }

    public static void Scores(ReasonerBuilder builder)
    {
        // The first candidate that the verifier accepts.
        builder.StopWhen(Stop.FirstVerified(score: 0.9));

        // Another candidate is not worth its cost (Weitzman 1979).
        builder.StopWhen(Stop.ReservationValue(cost: 0.01));

        // So many were refused that the question is given up.
        builder.StopWhen(Stop.FirstVerified(0.9).Or(Stop.GiveUp(cost: 0.05)));
    }

    public static void Confidence(ReasonerBuilder builder)
    {
        // DeepConf: paths that lose confidence are abandoned, and the search stops when the confident votes agree (Fu et al. 2025).
        builder.StopWhen(Stop.WhenConfident(new() { WarmUp = 8, KeepPercent = 90, GroupSize = 256 })).SelectBy(AnswerSelector.ConfidenceVote(groupSize: 256));
    }

    public static ReasonerBuilder Probing(IStepGenerator model)
    {
        // Asks the model for its answer after every step, and ends a path whose answer no longer changes.
        return Reasoner.For(new CertaintyProbingGenerator(model, new() { Threshold = 3 }));
    }

    public static void Own(ReasonerBuilder builder)
    {
        // Your own, over the candidates so far.
        builder.StopWhen(Stop.When(candidates => candidates.LeaderCount >= 2 * candidates.RunnerUpCount + 3 ? StoppingDecision.StopBecause("twice as many and three more") : StoppingDecision.Continue));
    }

    public static void Batches(ReasonerBuilder builder)
    {
        // Two paths at first, then twice as many each time: fewer rounds, more paths in vain, the same answer.
        builder.StopWhen(Stop.AdaptiveConsistency(), BatchSchedule.Doubling(2));
    }
}
