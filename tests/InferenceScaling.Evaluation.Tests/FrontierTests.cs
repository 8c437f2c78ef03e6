using System.Collections.Immutable;
using InferenceScaling.Allocation;
using InferenceScaling.Allocation.Difficulty;
using InferenceScaling.Allocation.Routing;
using InferenceScaling.Answers;
using InferenceScaling.Evaluation.Frontiers;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Evaluation.Tests;

public class FrontierTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static readonly StrategyArm[] Arms = [.. new[] { 1, 5, 15 }.Select(samples => new StrategyArm($"majority of {samples}", new SelfConsistencySearch(new() { Samples = samples })))];
    private static readonly FrontierProblem[] Problems = [.. Enumerable.Range(0, 60).Select(index => FrontierProblem.Of($"p{index}", new ReasoningRequest { Prompt = $"{(index % 2 == 0 ? "easy" : "hard")} {index}", Seed = (ulong)index }, "1"))];

    public void Dispose()
    {
        File.Delete(_file);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task More_samples_cost_more_and_the_hull_holds_what_pays()
    {
        var frontier = await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems);

        frontier.All.Points.Select(point => point.Cost).Should().Equal(3, 15, 45);
        frontier.All.Points.Select(point => point.Accuracy).Should().BeInAscendingOrder();
        frontier.All.Points.Should().OnlyContain(point => point.AccuracyInterval.Contains(point.Accuracy) && point.CostInterval.Contains(point.Cost) && point.Problems == 60);
        frontier.All.Best(budget: 20).Name.Should().Be("majority of 5");
        frontier.All.Best(budget: 1).Name.Should().Be("majority of 1", "the cheapest there is");
        frontier.All.Hull.Should().NotBeEmpty();
    }

    [Fact]
    public async Task An_interrupted_measurement_goes_on_and_pays_nothing_twice()
    {
        var whole = await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems);
        File.Delete(_file);
        using var source = new CancellationTokenSource();
        var first = new Coin { BeforeCall = calls => { if (calls == 300) source.Cancel(); } };
        await FluentActions.Invoking(() => CostAccuracyFrontier.MeasureAsync(Variants(first), Problems, new() { ResultsFile = _file, Concurrency = 2 }, source.Token)).Should().ThrowAsync<OperationCanceledException>();
        var done = File.ReadAllLines(_file).Length - 1;

        // As if the process was killed in the middle of a line.
        await File.AppendAllTextAsync(_file, """{"variant":"majority of 1","prob""");
        var second = new Coin();
        var resumed = await CostAccuracyFrontier.MeasureAsync(Variants(second), Problems, new() { ResultsFile = _file });

        resumed.ToJson().Should().Be(whole.ToJson());
        done.Should().BeInRange(10, 170);
        File.ReadAllLines(_file).Should().HaveCount(1 + (3 * 60));
        second.Calls.Should().BeLessThan(60 * 21);
        var third = new Coin();
        (await CostAccuracyFrontier.MeasureAsync(Variants(third), Problems, new() { ResultsFile = _file })).ToJson().Should().Be(whole.ToJson());
        third.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Results_of_another_cost_or_damaged_ones_are_refused_with_their_place()
    {
        File.Delete(_file);
        await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems[..2], new() { ResultsFile = _file });

        await FluentActions.Invoking(() => CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems, new() { ResultsFile = _file, Cost = CostMeasure.Calls })).Should().ThrowAsync<InvalidDataException>().WithMessage("*line 1*calls*generated tokens*");
        var lines = await File.ReadAllLinesAsync(_file);
        lines[2] = lines[2][..10];
        await File.WriteAllLinesAsync(_file, lines);
        await FluentActions.Invoking(() => CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems, new() { ResultsFile = _file })).Should().ThrowAsync<InvalidDataException>().WithMessage("*line 3*");
    }

    [Fact]
    public async Task Each_question_gets_what_was_best_at_its_difficulty()
    {
        var model = await LearnDifficultyAsync();
        using var probe = Prepare(new Coin()).UseSelfConsistency(o => o.Samples = 3).Build();
        var frontier = await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems, new() { Bins = 2, Probe = new("probe", probe), Difficulty = model });
        var read = CostAccuracyFrontier.FromJson(frontier.ToJson());
        using var reasoner = Prepare(new Coin()).UseComputeOptimal(read, budget: 50, Arms, o => (o.ProbeSamples, o.Difficulty) = (3, model)).Build();

        var easy = await reasoner.ReasonAsync(new() { Prompt = "easy 900", Seed = 7 });
        var hard = await reasoner.ReasonAsync(new() { Prompt = "hard 901", Seed = 8 });

        frontier.Bins.Should().HaveCount(2);
        frontier.Bins[1].Points[0].Accuracy.Should().BeGreaterThan(frontier.Bins[0].Points[0].Accuracy);
        read.ToJson().Should().Be(frontier.ToJson());
        easy.Candidates.Should().HaveCount(3 + 1, "easy questions are always answered rightly: one sample is enough");
        hard.Candidates.Length.Should().BeGreaterThan(3 + 4);
        easy.Notes.Should().ContainSingle().Which.Should().MatchRegex(@"P\(one sample is right\) = .* %, bin 2 of 2: majority of 1, 100\.0 % right for 3 generated tokens, is the best of 3 for a mean of 50");
    }

    [Fact]
    public async Task What_easy_questions_leave_goes_to_hard_ones()
    {
        var model = await LearnDifficultyAsync();
        using var probe = Prepare(new Coin()).UseSelfConsistency(o => o.Samples = 3).Build();
        var frontier = await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems, new() { Bins = 2, Probe = new("probe", probe), Difficulty = model });
        var (hard, easy) = (frontier.Bins[0], frontier.Bins[1]);
        var mean = ((hard.Points[2].Cost * hard.Points[2].Problems) + (easy.Points[0].Cost * easy.Points[0].Problems)) / Problems.Length;

        Chosen(mean, hard).Should().Be("majority of 15", "the mean allows it, though it costs more than the mean");
        Chosen(mean, easy).Should().Be("majority of 1");
        Chosen(mean - 0.1, hard).Should().Be("majority of 5");
        Chosen(1, hard).Should().Be("majority of 1", "nothing is cheaper");
        Chosen(1000, easy).Should().Be("majority of 1", "more would not answer more");

        string Chosen(double budget, FrontierBin bin)
        {
            var arms = Arms.Select(arm => arm.Name).ToImmutableArray();
            return arms[new ComputeOptimalPolicy(frontier, budget).Choose(new() { Prompt = "?", Random = PathRandom.Root(0, "?"), Arms = arms, Features = [], Success = bin.MinSuccess }).Arm];
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":"cost-accuracy-frontier/9"}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[],"bins":[]}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[{"name":"a","problems":2,"right":3,"cost":1}],"bins":[]}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[{"name":"a","problems":2,"right":1,"cost":-1}],"bins":[]}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[{"name":"a","problems":2,"right":1,"cost":1},{"name":"b","problems":3,"right":1,"cost":1}],"bins":[]}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[{"name":"a","problems":2,"right":1,"cost":1}],"bins":[null]}""")]
    [InlineData("""{"format":"cost-accuracy-frontier/1","cost":"t","points":[{"name":"a","problems":2,"right":1,"cost":1}],"bins":[{"minSuccess":0.5,"maxSuccess":0.2,"points":[]}]}""")]
    public void Anything_else_is_refused(string json) =>
        FluentActions.Invoking(() => CostAccuracyFrontier.FromJson(json)).Should().Throw<InvalidDataException>();

    [Fact]
    public async Task A_frontier_of_other_strategies_is_refused()
    {
        var frontier = await CostAccuracyFrontier.MeasureAsync(Variants(new Coin()), Problems[..2]);

        Prepare(new Coin()).Invoking(b => b.UseComputeOptimal(frontier, 10, Arms[..2])).Should().Throw<ArgumentException>().WithMessage("*'majority of 15'*");
    }

    private static async Task<DifficultyModel> LearnDifficultyAsync()
    {
        using var probe = Prepare(new Coin()).UseSelfConsistency(o => o.Samples = 3).Build();
        var (features, success) = (new List<double[]>(), new List<double>());
        for (var index = 0; index < 60; index++)
        {
            var request = new ReasoningRequest { Prompt = $"{(index % 2 == 0 ? "easy" : "hard")} {index + 100}", Seed = (ulong)index };
            var result = await probe.ReasonAsync(request);
            features.Add(DifficultyFeatures.Of(request.Prompt, result.Candidates));
            success.Add(result.Candidates.Average(candidate => candidate.Answer == "1" ? 1.0 : 0.0));
        }

        return DifficultyModel.Fit(features, success);
    }

    private static ReasonerBuilder Prepare(Coin coin) => Reasoner.For(coin).Answering(AnswerDomain.Number);

    private static ReasonerVariant[] Variants(Coin coin) => [.. Arms.Select(arm => new ReasonerVariant(arm.Name, Prepare(coin).UseArm(arm).Build()))];

    /// <summary>Always right on easy questions, and on hard ones more often than any single wrong answer.</summary>
    private sealed class Coin : IStepGenerator
    {
        private int _calls;

        public int Calls => _calls;

        public Action<int>? BeforeCall { get; init; }

        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default)
        {
            BeforeCall?.Invoke(Interlocked.Increment(ref _calls));
            cancellationToken.ThrowIfCancellationRequested();
            var lot = path.Random.Child(ordinal).Uniform(0);
            var answer = path.Prompt.ToString().StartsWith("easy", StringComparison.Ordinal) || lot < 0.45 ? 1 : 2 + (int)(10 * lot);
            return Task.FromResult(new ReasoningStep { Text = $"Answer: {answer}", Finish = StepFinish.EndOfText, Usage = new(Generated: 3) });
        }

        public void Release(ReasoningPath path)
        {
        }
    }
}
