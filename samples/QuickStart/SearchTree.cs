using InferenceScaling.Reasoning;
using Spectre.Console;

namespace QuickStart;

/// <summary>The paths of a search as a tree: what paths share stands once with their number, each step with the verifier's score, the chosen path in bold.</summary>
internal static class SearchTree
{
    public static Tree Of(string problem, ReasoningResult result)
    {
        var tree = new Tree(new Text(problem.Trim()));
        Grow(tree, [.. result.Candidates], 0, result.Text);
        return tree;
    }

    private static void Grow(IHasTreeNodes place, ReasoningCandidate[] paths, int depth, string chosen)
    {
        foreach (var sharing in paths.Where(path => path.Path.Depth > depth).GroupBy(path => StepText(path, depth)))
        {
            ReasoningCandidate[] below = [.. sharing];
            var score = below[0].StepScores.Length > depth ? below[0].StepScores[depth] : double.NaN;
            var colour = score switch { >= 0.8 => "green", >= 0.3 => "yellow", _ => "red" };
            var style = below.Any(path => path.Text == chosen) ? "bold " : "";
            var count = below.Length > 1 ? $" × {below.Length}" : "";
            Grow(place.AddNode($"[{style}{colour}]{Markup.Escape(sharing.Key.Trim())}[/] [grey]{score:P0}{count}[/]"), below, depth + 1, chosen);
        }
    }

    private static string StepText(ReasoningCandidate candidate, int depth)
    {
        var node = candidate.Path;
        while (node.Depth > depth + 1)
            node = node.Parent!;
        return node.Step!.Text;
    }
}
