using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Search.VerifierGuard;
using InferenceScaling.Testing;
using Microsoft.Extensions.Options;

namespace InferenceScaling.Tests.Search;

public class VerifierGuardTests
{
    [Theory]
    [InlineData(0.9, "likely")]
    [InlineData(0.7, "likely")]
    [InlineData(0.69, "popular")]
    [InlineData(null, "popular")]
    public async Task The_verifier_decides_only_if_it_is_good_enough(double? quality, string expected)
    {
        using var reasoner = Guarded(quality).Build();
        var result = await reasoner.ReasonAsync("?");
        result.Answer.Should().Be(expected);
        result.Notes.Should().HaveCount(expected == "popular" ? 1 : 0);
    }

    [Fact]
    public async Task A_fallback_is_explained_in_the_result()
    {
        using var weak = Guarded(0.55).Build();
        using var unknown = Guarded(null).Build();
        (await weak.ReasonAsync("?")).Notes.Should().Equal("self-consistency instead of best-of-N: the verifier ranks 0.55 of pairs rightly, and at least 0.7 is required to guide the search.");
        (await unknown.ReasonAsync("?")).Notes.Should().ContainSingle().Which.Should().Contain("was never measured");
        (await weak.ReasonAsync("?")).ToJson().Should().Contain("\"notes\":[\"self-consistency instead of best-of-N");
    }

    [Fact]
    public async Task A_fallback_does_not_pay_for_the_verifier()
    {
        var verifier = new ScriptedVerifier(_ => 0.5);
        using var reasoner = Guarded(0.5).WithVerifier(verifier).Build();
        await reasoner.ReasonAsync("?");
        verifier.Calls.Should().Be(0);
    }

    [Fact]
    public async Task A_fallback_works_without_a_verifier_at_all()
    {
        using var reasoner = Reasoner.For(ScriptedGenerator.FromAnswers("popular")).UseVerifierGuard().Build();
        (await reasoner.ReasonAsync("?")).Answer.Should().Be("popular");
        var build = () => Reasoner.For(ScriptedGenerator.FromAnswers("popular")).UseVerifierGuard(o => o.Quality = 1).Build();
        build.Should().Throw<InvalidOperationException>().WithMessage("REBASE needs a verifier*");
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var use = () => Guarded(1.5);
        use.Should().Throw<OptionsValidationException>().WithMessage("*Quality*");
    }

    private static ReasonerBuilder Guarded(double? quality) => Reasoner.For(ScriptedGenerator.FromAnswers("popular", "likely", "popular"))
        .WithVerifier(new ScriptedVerifier(path => path.Text.Contains("likely", StringComparison.Ordinal) ? 0.9 : 0.1))
        .UseVerifierGuard(o => (o.Quality, o.Strategy, o.Fallback) = (quality, new BestOfNSearch(new() { Samples = 3 }), new SelfConsistencySearch(new() { Samples = 3 })));
}
