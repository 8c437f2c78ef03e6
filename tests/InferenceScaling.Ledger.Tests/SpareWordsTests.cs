using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;

namespace InferenceScaling.Ledger.Tests;

/// <summary>Weights that know the spare words: problems in anybody's words are solved as the same problems in the models' words.</summary>
public class SpareWordsTests
{
    private static readonly string[] OwnNames = ["Zorblax", "Quindle", "Mr-Fix", "Zoë", "O’Hara", "Bim", "Bam", "Bum"];

    [Fact]
    public async Task A_problem_in_own_words_is_solved_and_scored_as_in_the_models_words()
    {
        using var generatorPlain = SpareWeights.None("generator");
        using var verifierPlain = SpareWeights.None("verifier");
        await using var model = new LedgerModel(LedgerLanguage.Load(generatorPlain, "generator", Backend.Cpu()));
        await using var verifier = new LedgerVerifier(LedgerLanguage.Load(verifierPlain, "verifier", Backend.Cpu()));
        foreach (var problem in LedgerProblems.HeldOut.Where((_, index) => index % 75 == 0))
        {
            var names = problem.Facts.SelectMany(fact => new[] { fact.Name, fact.First, fact.Second }).OfType<string>().Distinct().Take(OwnNames.Length).ToArray();
            var meanings = names.Select((name, index) => (Spare: LedgerVocabulary.SpareNames[index], Meant: name)).Append((LedgerVocabulary.SpareItems[0], problem.Item))
                .ToDictionary(pair => LedgerVocabulary.Find(pair.Item1)!.Value, pair => LedgerVocabulary.Find(pair.Item2)!.Value);
            using var generatorWeights = SpareWeights.Of("generator", meanings);
            using var verifierWeights = SpareWeights.Of("verifier", meanings);
            await using var ownModel = new LedgerModel(LedgerLanguage.Load(generatorWeights, "generator", Backend.Cpu()));
            await using var ownVerifier = new LedgerVerifier(LedgerLanguage.Load(verifierWeights, "verifier", Backend.Cpu()));

            var path = await GreedyAsync(model, problem.Problem);
            var ownPath = await GreedyAsync(ownModel, InOwnWords(problem.Problem));

            ownPath.Text.Should().Be(InOwnWords(path.Text));
            ownPath.Steps.SelectMany(step => step.Tokens).Should().Contain(token => token >= 94);
            var scores = (await verifier.ScoreAsync(path)).Values;
            (await ownVerifier.ScoreAsync(ownPath)).Values.Zip(scores, (own, score) => Math.Abs(own - score)).Max().Should().BeLessThan(1e-3);
            (await ownVerifier.ScoreAsync(WithoutTokens(ownPath))).Values.Should().Equal((await ownVerifier.ScoreAsync(ownPath)).Values, "a step without ids is read by its words");

            string InOwnWords(string text)
            {
                for (var index = 0; index < names.Length; index++)
                    text = text.Replace(names[index] + " ", OwnNames[index] + " ", StringComparison.Ordinal).Replace(names[index] + ".", OwnNames[index] + ".", StringComparison.Ordinal);
                return text.Replace(problem.Item, "unicorns", StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("Quindle has half as many unicorns as Zorblax.")]
    [InlineData("Quindle has 3 times as many unicorns as Zorblax.")]
    [InlineData("Quindle has 5 more unicorns than Zorblax.")]
    public async Task The_embedded_pair_solves_problems_in_own_words(string fact)
    {
        await using var model = LedgerModel.Load();
        await using var verifier = LedgerVerifier.Load();
        var problem = LedgerProblem.Parse($"Zorblax has 12 unicorns. {fact} How many unicorns does Quindle have?");
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).UseRewardBalancedTreeSearch(o => o.Width = 8).Answering(AnswerDomain.Number).Build();

        var result = await reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = 1 });

        result.CanonicalAnswer.Should().Be(problem.Answer.ToString(CultureInfo.InvariantCulture));
        var path = result.Candidates.Select(candidate => candidate.Path).First(path => path.Text == problem.Solution);
        (await verifier.ScoreAsync(path)).Values.Should().OnlyContain(score => score > 0.5);
    }

    [Fact]
    public async Task Weights_without_spare_words_refuse_own_words_by_name()
    {
        using var weights = SpareWeights.None("generator");
        await using var model = new LedgerModel(LedgerLanguage.Load(weights, "generator", Backend.Cpu()));
        var root = ReasoningPath.Root("Ben has 3 coins. Zorblax has 2 more coins than Ben. How many coins does Zorblax have?", seed: 1);

        await FluentActions.Awaiting(() => model.GenerateStepAsync(root, 0, new())).Should().ThrowAsync<ArgumentException>().WithMessage("*name 'Zorblax'*know no others*");
        await FluentActions.Awaiting(() => model.ReadPromptAsync(root)).Should().ThrowAsync<ArgumentException>().WithMessage("*name 'Zorblax'*");
    }

    [Fact]
    public async Task Words_for_numbers_and_an_early_question_change_nothing()
    {
        await using var model = LedgerModel.Load();
        var problem = LedgerProblems.HeldOut[0];
        var sentences = problem.Problem.Trim().Split(". ");
        var typed = $"{sentences[^1]} {string.Join(".\n", sentences[..^1])}.".Replace("33", NumberWords.Write(33), StringComparison.Ordinal);

        typed.Should().StartWith("How many").And.Contain("thirty-three");
        (await GreedyAsync(model, typed)).Text.Should().Be((await GreedyAsync(model, problem.Problem)).Text);
    }

    private static async Task<ReasoningPath> GreedyAsync(LedgerModel model, string problem)
    {
        using var greedy = Reasoner.For(model).UseGreedy().Build();
        return (await greedy.ReasonAsync(problem)).Candidates.Should().ContainSingle().Which.Path;
    }

    private static ReasoningPath WithoutTokens(ReasoningPath path)
    {
        var copy = ReasoningPath.Root(Prompt.FromString(path.Prompt.ToString()), seed: 0);
        foreach (var step in path.Steps)
            copy = copy.Extend(0, new() { Text = step.Text, Finish = step.Finish });
        return copy;
    }
}
