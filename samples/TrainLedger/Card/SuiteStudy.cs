using System.Globalization;
using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Suites;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.Greedy;
using InferenceScaling.Search.RewardBalancedTree;
using InferenceScaling.Search.SelfConsistency;

namespace InferenceScaling.Samples.TrainLedger.Card;

/// <summary>How three strategies stand the suites of difficulty and the adversarial ones, each beside the clean problem it was made of.</summary>
internal static class SuiteStudy
{
    private const int Cases = 100;
    private const int Width = 8;
    private static readonly string[] Strategies = ["greedy", $"majority of {Width}", $"REBASE {Width}"];

    public static async Task<IReadOnlyList<SuiteRow>> RunAsync(LedgerModel model, LedgerVerifier verifier, Action<string> show)
    {
        IReasoner[] reasoners =
        [
            Prepare().UseGreedy().Build(),
            Prepare().UseSelfConsistency(o => o.Samples = Width).Build(),
            Prepare().WithVerifier(verifier).UseRewardBalancedTreeSearch(o => o.Width = Width).Build(),
        ];
        var rows = new List<SuiteRow>();

        // Disturbed suites share their clean problems, which are solved once.
        var solved = reasoners.Select(_ => new Dictionary<string, bool>()).ToArray();
        foreach (var suite in LedgerSuites.All)
        {
            var cases = suite.Take(Cases);
            var refused = 0;
            var (clean, disturbed) = (new List<bool[]>(), new List<bool[]>());
            foreach (var (reasoner, known) in reasoners.Zip(solved))
            {
                if (suite.IsAdversarial)
                    clean.Add(await CleanAsync(reasoner, known, cases));
                disturbed.Add(await Task.WhenAll(cases.Select((item, index) => SolvesAsync(reasoner, item.Text, item.Answer, index))));
                show($"suite {suite.Name}: {disturbed.Count} of {reasoners.Length} strategies");
            }

            foreach (var item in cases)
                refused += await IsReadableAsync(model, item.Text) ? 0 : 1;
            rows.Add(new(suite.Name, clean, disturbed, refused));
        }

        foreach (var reasoner in reasoners)
            reasoner.Dispose();
        return rows;

        ReasonerBuilder Prepare() => Reasoner.For(model).Answering(AnswerDomain.Number);
    }

    public static void Write(CardText card, IReadOnlyList<SuiteRow> rows)
    {
        card.Section("Suites").Paragraph($"{Cases} problems a suite; 95 % intervals.").Header(["difficulty", .. Strategies]);
        foreach (var row in rows.Where(row => row.Clean.Count == 0))
            card.Row([row.Suite, .. row.Disturbed.Select(CardText.Accuracy)]);
        card.Line().Header(["adversarial suite", .. Strategies.Select(name => $"{name}: clean"), .. Strategies.Select(name => $"{name}: change"), "refused"]);
        foreach (var row in rows.Where(row => row.Clean.Count > 0))
        {
            card.Row([
                row.Suite,
                .. row.Clean.Select(right => CardText.Points(right.Average(isRight => isRight ? 1.0 : 0))),
                .. row.Disturbed.Zip(row.Clean, CardText.Gain),
                row.Refused.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    private static async Task<bool[]> CleanAsync(IReasoner reasoner, Dictionary<string, bool> known, IReadOnlyList<LedgerCase> cases)
    {
        var missing = cases.Select((item, index) => (item.Clean, index)).Where(item => !known.ContainsKey(item.Clean.Problem)).DistinctBy(item => item.Clean.Problem).ToArray();
        var results = await Task.WhenAll(missing.Select(item => SolvesAsync(reasoner, item.Clean.Problem, item.Clean.Answer, item.index)));
        foreach (var ((problem, _), isRight) in missing.Zip(results))
            known.Add(problem.Problem, isRight);
        return [.. cases.Select(item => known[item.Clean.Problem])];
    }

    // Without a right answer, to refuse or to say none is right.
    private static async Task<bool> SolvesAsync(IReasoner reasoner, string text, long? answer, int seed)
    {
        try
        {
            var result = await reasoner.ReasonAsync(new() { Prompt = text, Seed = (ulong)seed });
            return result.CanonicalAnswer == answer?.ToString(CultureInfo.InvariantCulture);
        }
        catch (ArgumentException)
        {
            return answer is null;
        }
    }

    private static async Task<bool> IsReadableAsync(LedgerModel model, string text)
    {
        try
        {
            await model.ReadPromptAsync(ReasoningPath.Root(text, seed: 0));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
