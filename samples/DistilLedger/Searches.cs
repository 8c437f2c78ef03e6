using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Problems;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Training.Distillation;

namespace InferenceScaling.Samples.DistilLedger;

/// <summary>Answers that the embedded pair's tree search finds on training problems, nobody having said which are right.</summary>
internal static class Searches
{
    private const ulong Seed = 78;
    private const int Batch = 32;

    public static async Task<SearchSource> SolveAsync(LedgerModel model, int count, Action<double> progress)
    {
        await using var verifier = LedgerVerifier.Load();
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).Answering(AnswerDomain.Number).UseRewardBalancedTreeSearch(o => o.Width = 8).Build();
        var solved = new List<SolvedRequest>();
        for (var first = 0; first < count; first += Batch)
        {
            var problems = Enumerable.Range(first, Math.Min(Batch, count - first)).Select(index => LedgerGenerator.Draw(Seed, index, Lessons.Problems)).ToArray();
            var results = await Task.WhenAll(problems.Select((problem, index) => reasoner.ReasonAsync(new() { Prompt = problem.Problem, Seed = (ulong)(first + index) })));
            solved.AddRange(results.Select(result => SolvedRequest.From(model.Language, result)).OfType<SolvedRequest>());
            progress((double)(first + problems.Length) / count);
        }

        return new("answers of a tree search", solved, Seed);
    }
}
