using InferenceScaling.Answers;
using InferenceScaling.Models;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;
using InferenceScaling.Stopping;

namespace InferenceScaling.Ledger.Tests;

public sealed class ConfidenceStoppingTests
{
    [Fact]
    public async Task A_real_model_gives_what_deepconf_reads()
    {
        await using var model = LedgerModel.Load(Backend.Cpu());
        using var reasoner = Reasoner.For(model).Answering(AnswerDomain.Number).UseSelfConsistency(o => o.Samples = 12)
            .StopWhen(Stop.WhenConfident(new() { WarmUp = 4, GroupSize = 16, Consensus = 0.9 })).SelectBy(AnswerSelector.ConfidenceVote(groupSize: 16)).Build();

        var result = await reasoner.ReasonAsync(LedgerProblems.HeldOut[0].Problem);

        result.Answer.Should().NotBeNull();
        result.Failures.Should().BeEmpty();
        result.Candidates.Length.Should().BeGreaterThanOrEqualTo(4);
        foreach (var step in result.Candidates.SelectMany(candidate => candidate.Path.Steps))
        {
            step.Confidences.Length.Should().Be(step.Tokens.Length);
            step.Confidences.Should().OnlyContain(confidence => confidence > 0 && float.IsFinite(confidence));
        }
    }
}
