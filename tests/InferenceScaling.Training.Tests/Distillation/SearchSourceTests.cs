using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Training.Distillation;

namespace InferenceScaling.Training.Tests.Distillation;

public sealed class SearchSourceTests
{
    private const string Question = "Ben has 33 coins. Rosa has 2 times as many coins as Ben. How many coins does Rosa have?";

    [Fact]
    public async Task What_a_search_chose_is_learnt_token_by_token_after_what_it_was_asked()
    {
        await using var model = LedgerModel.Load();
        using var reasoner = Reasoner.For(model).UseSelfConsistency(options => options.Samples = 4).Answering(AnswerDomain.Number).Build();
        var result = await reasoner.ReasonAsync(Question);
        var solved = SolvedRequest.From(model.Language, result);

        var path = result.Candidates.First(candidate => candidate.CanonicalAnswer == result.CanonicalAnswer).Path;
        solved!.Answer.Should().Equal(path.Steps.SelectMany(step => step.Tokens));
        var text = new SearchSource("questions", [solved], seed: 1).Read(0, 0);
        text.Tokens.Should().Equal(solved.Prompt.AddRange(solved.Answer));
        text.Targets.Where(target => target >= 0).Should().Equal(solved.Answer);
        text.Targets.Take(solved.Prompt.Length - 1).Should().OnlyContain(target => target < 0);
    }

    [Fact]
    public async Task The_best_scored_path_with_the_answer_is_taken_and_no_path_that_was_cut()
    {
        await using var model = LedgerModel.Load();
        var root = ReasoningPath.Root(Question, seed: 1);
        ReasoningPath Path(int token) => root.Extend(0, new() { Text = "x", Finish = StepFinish.EndOfText, Tokens = [token] });
        ReasoningCandidate Candidate(int token, string? answer, double? score, bool cut = false) => new() { Path = Path(token), Answer = answer, CanonicalAnswer = answer, Score = score, IsCut = cut };
        ReasoningResult Result(params ReasoningCandidate[] candidates) => new() { Text = "x", Answer = "66", CanonicalAnswer = "66", Candidates = [.. candidates] };

        SolvedRequest.From(model.Language, Result(Candidate(3, "66", .2), Candidate(4, "66", .8), Candidate(5, "66", .8), Candidate(6, "65", .9), Candidate(7, "66", 1, cut: true)))!.Answer.Should().Equal(4);
        SolvedRequest.From(model.Language, Result(Candidate(3, "66", null), Candidate(4, "66", null)))!.Answer.Should().Equal(3);
        SolvedRequest.From(model.Language, Result(Candidate(6, "65", .9), Candidate(7, "66", 1, cut: true))).Should().BeNull();
        SolvedRequest.From(model.Language, Result() with { Answer = null, CanonicalAnswer = null }).Should().BeNull();
        FluentActions.Invoking(() => SolvedRequest.From(model.Language, root)).Should().Throw<ArgumentException>().WithMessage("*no steps*");
    }

    [Fact]
    public void Other_requests_are_another_source()
    {
        SolvedRequest one = new([1, 2], [3]), other = new([1], [2, 3]);
        var identities = new[] { New("a", one), New("b", one), New("a", other), New("a", one, other), New("a", other, one) }.Select(source => source.Identity);
        identities.Should().OnlyHaveUniqueItems();
        New("a", one).Identity.Should().Be(New("a", new SolvedRequest([1, 2], [3])).Identity);
    }

    [Fact]
    public void Requests_without_a_prompt_or_an_answer_are_refused()
    {
        FluentActions.Invoking(() => New("none")).Should().Throw<ArgumentException>().WithMessage("*'none' has no solved requests*");
        FluentActions.Invoking(() => New("half", new([1], [2]), new([1], []))).Should().Throw<ArgumentException>().WithMessage("*Request 1 of 'half' has 1 tokens of prompt and 0 of answer*");
        FluentActions.Invoking(() => New("half", new SolvedRequest([], [2]))).Should().Throw<ArgumentException>().WithMessage("*Request 0*0 tokens of prompt*");
    }

    private static SearchSource New(string name, params SolvedRequest[] requests) => new(name, requests, seed: 1);
}
