using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Judging;
using InferenceScaling.TorchSharp.Compression.Pruning;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.Verification;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

public class RankingTests
{
    [Fact]
    public async Task A_verifier_in_eight_bits_ranks_as_well_and_one_of_a_tenth_of_its_weights_does_not()
    {
        await using var verifier = LedgerVerifier.Load();
        var task = new RankingTask(await SampleAsync(), verifier.WithLanguage);
        await using var result = await ModelCompressor.For(verifier.Language).Accept(new CompressionGate { Ranking = task })
            .Prune(Unstructured.Magnitude(0.9)).Quantize(Int8.Dynamic()).RunAsync();

        var (damaged, quantized) = (result.Report.Steps[0], result.Report.Steps[1]);
        quantized.Refusal.Should().BeNull();
        quantized.Ranking!.Pairs.Should().BeGreaterThan(60);
        quantized.Ranking.Original.Should().BeGreaterThan(0.75);
        quantized.Ranking.SameOrder.Should().BeGreaterThan(0.85);
        damaged.Ranking!.SameOrder.Should().BeLessThan(quantized.Ranking.SameOrder - 0.1);
        damaged.Ranking.Compressed.Should().BeLessThan(damaged.Ranking.Original - 0.1);
        damaged.Refusal.Should().Be(string.Create(CultureInfo.InvariantCulture, $"{damaged.Ranking.Compressed:P1} of {damaged.Ranking.Pairs} pairs ranked rightly, {damaged.Ranking.Original:P1} before"));
        result.Report.Original.Ranking!.Compressed.Should().Be(result.Report.Original.Ranking.Original);
    }

    [Fact]
    public void Pairs_within_a_problem_show_what_a_ranking_of_all_paths_hides()
    {
        // An easy and a hard problem: what tells them apart is kept, what tells the paths of one apart is turned round.
        IReadOnlyList<IReadOnlyList<(ReasoningPath, bool)>> paths = [Paths(true, true, true, true, false), Paths(false, false, false, false, true)];
        double[][] before = [[0.9, 0.9, 0.8, 0.8, 0.7], [0.3, 0.3, 0.2, 0.2, 0.4]];
        double[][] after = [[0.7, 0.7, 0.8, 0.8, 0.9], [0.3, 0.3, 0.2, 0.2, 0.1]];

        var change = RankingMeasurement.Compare(new(paths, _ => null!), before, after);

        change.Should().Be(new RankingChange(10, 8, 1, 0, 0.4));
        Auc(paths, after).Should().BeGreaterThan(0.6, "and yet no pair of a problem is in order");

        static IReadOnlyList<(ReasoningPath, bool)> Paths(params bool[] right) => [.. right.Select(isRight => (ReasoningPath.Root("x", 1), isRight))];
        static double Auc(IReadOnlyList<IReadOnlyList<(ReasoningPath, bool IsRight)>> paths, double[][] scores)
        {
            var all = paths.Zip(scores).SelectMany(pair => pair.First.Zip(pair.Second, (path, score) => (score, path.IsRight))).ToList();
            var pairs = all.Where(one => one.IsRight).SelectMany(_ => all.Where(other => !other.IsRight), (one, other) => one.score > other.score ? 1.0 : 0);
            return pairs.Average();
        }
    }

    [Fact]
    public void Equal_scores_count_half_and_problems_of_one_kind_nothing()
    {
        IReadOnlyList<IReadOnlyList<(ReasoningPath, bool)>> paths = [[(ReasoningPath.Root("x", 1), true), (ReasoningPath.Root("x", 1), false)], [(ReasoningPath.Root("y", 1), true), (ReasoningPath.Root("y", 1), true)]];
        var change = RankingMeasurement.Compare(new(paths, _ => null!), [[0.5, 0.2], [1, 0]], [[double.NaN, double.NaN], [0, 1]]);
        change.Original.Should().Be(1);
        change.Compressed.Should().Be(0.5, "what is no number is no better than another");
        change.SameOrder.Should().Be(0);
    }

    [Fact]
    public async Task Verifiers_that_were_made_are_disposed()
    {
        await using var verifier = LedgerVerifier.Load();
        var made = new List<Watched>();
        var root = ReasoningPath.Root(LedgerProblems.HeldOut[0].Problem, 1);
        IReadOnlyList<IReadOnlyList<(ReasoningPath, bool)>> paths = [[(root.Extend(0, new() { Text = "a", Finish = StepFinish.EndOfText }), true), (root.Extend(1, new() { Text = "b", Finish = StepFinish.EndOfText }), false)]];
        var task = new RankingTask(paths, _ =>
        {
            made.Add(new());
            return made[^1];
        });
        await using var result = await ModelCompressor.For(verifier.Language).Accept(new CompressionGate { Ranking = task }).Quantize(Int8.Dynamic()).RunAsync();
        made.Should().HaveCount(2).And.OnlyContain(watched => watched.IsDisposed);
    }

    private static async Task<IReadOnlyList<IReadOnlyList<(ReasoningPath Path, bool IsRight)>>> SampleAsync()
    {
        await using var model = LedgerModel.Load();
        using var reasoner = Reasoner.For(model).UseSelfConsistency(o => o.Samples = 8).Answering(AnswerDomain.Number).Build();
        var problems = LedgerProblems.HeldOut.Where((problem, index) => problem.Level >= 7 && index % 100 < 14).ToList();
        var paths = await Task.WhenAll(problems.Select(async (problem, index) =>
        {
            var result = await reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)index });
            var answer = problem.Answer.ToString(CultureInfo.InvariantCulture);
            return result.Candidates.Select(candidate => (candidate.Path, IsRight: candidate.CanonicalAnswer == answer)).ToList();
        }));
        return [.. paths.Where(problem => problem.Exists(path => path.IsRight) && problem.Exists(path => !path.IsRight))];
    }

    private sealed class Watched : IVerifier, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public Task<StepScores> ScoreAsync(ReasoningPath path, CancellationToken cancellationToken = default) =>
            IsDisposed ? throw new ObjectDisposedException(nameof(Watched)) : Task.FromResult(new StepScores([path.Step!.Text == "a" ? 0.9 : 0.1]));

        public void Dispose() => IsDisposed = true;
    }
}
