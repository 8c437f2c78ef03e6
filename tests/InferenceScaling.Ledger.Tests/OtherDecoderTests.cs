using InferenceScaling.Answers;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Selection;

namespace InferenceScaling.Ledger.Tests;

public class OtherDecoderTests
{
    [Fact]
    public async Task A_pair_with_the_weights_that_were_read_again_gives_the_same_answers()
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        using var generatorSource = model.Language.OpenDecoder();
        using var verifierSource = verifier.Language.OpenDecoder();
        await using var copy = model.WithLanguage(model.Language.WithDecoder(generatorSource.Config, generatorSource.Weights));
        await using var judge = verifier.WithLanguage(verifier.Language.WithDecoder(verifierSource.Config, verifierSource.Weights));
        var request = new ReasoningRequest { Prompt = LedgerProblems.HeldOut[0].Problem, Seed = 3 };

        var original = await Solve(model, verifier, request);
        var repeated = await Solve(copy, judge, request);

        repeated.Candidates.Select(candidate => (candidate.Path.Text, candidate.Score)).Should().Equal(original.Candidates.Select(candidate => (candidate.Path.Text, candidate.Score)));
        copy.Language.Identity.Should().NotBeEmpty();
    }

    [Fact]
    public void A_decoder_of_another_vocabulary_is_refused()
    {
        using var model = LedgerModel.Load();
        using var source = model.Language.OpenDecoder();
        model.Invoking(m => m.Language.WithDecoder(source.Config with { VocabularySize = 7 }, source.Weights)).Should().Throw<ArgumentException>().WithMessage("*7 tokens*");
    }

    private static async Task<ReasoningResult> Solve(LedgerModel model, LedgerVerifier verifier, ReasoningRequest request)
    {
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number).UseSelfConsistency(o => o.Samples = 4).SelectBy(AnswerSelector.BestOfN).Build();
        return await reasoner.ReasonAsync(request);
    }
}
