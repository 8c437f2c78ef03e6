using InferenceScaling.Answers;
using InferenceScaling.Ledger;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.RewardBalancedTree;
using Spectre.Console;

namespace QuickStart;

/// <summary>Solves a typed problem and shows the tree that was searched.</summary>
internal static class Question
{
    private const int Width = 8;

    public static async Task<int> AskAsync(LedgerModel model, LedgerVerifier verifier, string problem)
    {
        using var reasoner = Reasoner.For(model).WithVerifier(verifier).UseRewardBalancedTreeSearch(o => o.Width = Width).Answering(AnswerDomain.Number).Build();
        try
        {
            var result = await reasoner.ReasonAsync(problem.TrimEnd() + "\n");
            AnsiConsole.Write(SearchTree.Of(problem, result));
            AnsiConsole.MarkupLineInterpolated($"\n[bold]{result.Answer ?? "no answer"}[/], with confidence {result.Confidence:P0}, for {result.Usage.Tokens.Generated:N0} generated tokens.");
            return result.Answer is null ? 1 : 0;
        }
        catch (ArgumentException unreadable)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{unreadable.Message}[/]");
            return 1;
        }
    }
}
