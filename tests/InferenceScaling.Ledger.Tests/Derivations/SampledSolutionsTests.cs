using InferenceScaling.Answers;
using InferenceScaling.Ledger.Derivations;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;

namespace InferenceScaling.Ledger.Tests.Derivations;

/// <summary>The exact judge on what the embedded generator writes.</summary>
public class SampledSolutionsTests
{
    [Fact]
    public async Task The_judge_of_texts_agrees_with_the_judge_of_tokens_and_chooses_right_answers()
    {
        await using var model = LedgerModel.Load();
        var exact = new LedgerStepVerifier();
        using var reasoner = Reasoner.For(model).WithVerifier(exact).UseBestOfN(o => o.Samples = 10).Answering(AnswerDomain.Number).Build();
        var verdicts = new HashSet<LedgerVerdict>();
        foreach (var problem in LedgerProblems.HeldOut.Where((_, index) => index % 120 == 119))
        {
            var result = await reasoner.ReasonAsync(problem.Problem);
            foreach (var path in result.Candidates.Select(candidate => candidate.Path).Where(path => path.IsComplete))
            {
                var texts = exact.Judge(path);
                var tokens = LedgerJudge.Judge(problem, [.. path.Steps.SelectMany(step => step.Tokens)]).Steps;

                // The judge of tokens wants sums in the order of the fact; otherwise the two are one.
                if (!texts.Select(step => step.Verdict).SequenceEqual(tokens.Select(step => step.Verdict)))
                    tokens.Should().Contain(step => step.Verdict == LedgerVerdict.WrongPlan);
                if (texts[^1].IsPrefixRight)
                    path.Text.Should().EndWith($"Answer: {problem.Answer}.\n");
                verdicts.UnionWith(texts.Select(step => step.Verdict));
            }

            if (result.Candidates.Any(candidate => candidate.Path.IsComplete && exact.Judge(candidate.Path)[^1].IsPrefixRight))
                result.Answer.Should().Be($"{problem.Answer}");
        }

        verdicts.Should().HaveCountGreaterThan(2, "a model without errors would prove nothing");
    }
}
