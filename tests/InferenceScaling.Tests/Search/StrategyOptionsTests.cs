using InferenceScaling.Reasoning;
using InferenceScaling.Search.Beam;
using InferenceScaling.Search.MonteCarloTree;
using InferenceScaling.Search.Particles;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.StepwiseCorrection;
using InferenceScaling.Testing;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Tests.Search;

public class StrategyOptionsTests
{
    public static TheoryData<string, Action<ReasonerBuilder>> OutOfRange => new()
    {
        { nameof(BeamSearchOptions.Width), b => b.UseBeamSearch(o => o.Width = 0) },
        { nameof(RewardBalancedTreeSearchOptions.BalanceTemperature), b => b.UseRewardBalancedTreeSearch(o => o.BalanceTemperature = 0) },
        { nameof(ParticleFilterOptions.ResampleBelow), b => b.UseParticleFilter(o => o.ResampleBelow = 1.5) },
        { nameof(MonteCarloTreeSearchOptions.Exploration), b => b.UseMonteCarloTreeSearch(o => o.Exploration = double.NaN) },
        { nameof(StepwiseCorrectionOptions.Threshold), b => b.UseStepwiseCorrection(o => o.Threshold = -1) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void An_option_out_of_its_range_is_named(string option, Action<ReasonerBuilder> use) =>
        Reasoner.For(ScriptedGenerator.FromAnswers("1")).Invoking(use).Should().Throw<OptionsValidationException>().WithMessage($"*{option}*");

    [Fact]
    public void A_strategy_that_needs_scores_asks_for_a_verifier() =>
        Reasoner.For(ScriptedGenerator.FromAnswers("1")).UseRewardBalancedTreeSearch().Invoking(b => b.Build())
            .Should().Throw<InvalidOperationException>().WithMessage("REBASE needs a verifier*WithVerifier*");
}
