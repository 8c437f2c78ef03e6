using System.Globalization;
using System.Text;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Diagnostics;

/// <summary>Draws the search tree of a result as text for Mermaid (mermaid.js.org) or Graphviz.</summary>
/// <remarks>Labels are cut and escaped: what a model wrote cannot become part of the drawing's code.</remarks>
public static class MermaidExport
{
    private const int DecisionLength = 200;

    /// <summary>The tree as a Mermaid flowchart: rounded boxes ended by themselves, the path of the answer is drawn bold.</summary>
    /// <param name="result">The result of a search.</param>
    /// <param name="labelLength">Most characters of a step's text in a label.</param>
    public static string ToMermaid(this ReasoningResult result, int labelLength = 24)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder("flowchart TD\n    root((\"prompt\"))\n");
        var chosen = TraceTree.ChosenPlaces(result);
        foreach (var node in result.Trace)
        {
            var (open, close) = node.Finish == Paths.StepFinish.EndOfText ? ("([\"", "\"])") : ("[\"", "\"]");
            text.Append("    ").Append(IdOf(node.Place)).Append(open).Append(Label(node, labelLength, Mermaid, "<br/>")).Append(close).Append('\n');
            text.Append("    ").Append(IdOf(TraceTree.ParentOf(node.Place))).Append(chosen.Contains(node.Place) ? " ==> " : " --> ").Append(IdOf(node.Place)).Append('\n');
        }

        if (TraceTree.HasDecisions(result))
            text.Append("    decisions[\"").AppendJoin("<br/>", TraceTree.Decisions(result).Select(static decision => Escape(Shorten(decision, DecisionLength), Mermaid))).Append("\"]\n");
        return text.ToString();
    }

    /// <summary>The tree as a Graphviz digraph in the DOT language.</summary>
    /// <param name="result">The result of a search.</param>
    /// <param name="labelLength">Most characters of a step's text in a label.</param>
    public static string ToGraphviz(this ReasoningResult result, int labelLength = 24)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder("digraph search {\n    node [shape=box];\n    root [label=\"prompt\", shape=circle];\n");
        var chosen = TraceTree.ChosenPlaces(result);
        foreach (var node in result.Trace)
        {
            text.Append("    ").Append(IdOf(node.Place)).Append(" [label=\"").Append(Label(node, labelLength, Graphviz, "\\n")).Append('"')
                .Append(node.Finish == Paths.StepFinish.EndOfText ? ", style=rounded];\n" : "];\n");
            text.Append("    ").Append(IdOf(TraceTree.ParentOf(node.Place))).Append(" -> ").Append(IdOf(node.Place)).Append(chosen.Contains(node.Place) ? " [penwidth=3];\n" : ";\n");
        }

        if (TraceTree.HasDecisions(result))
            text.Append("    decisions [shape=note, label=\"").AppendJoin("\\n", TraceTree.Decisions(result).Select(static decision => Escape(Shorten(decision, DecisionLength), Graphviz))).Append("\"];\n");
        return text.Append("}\n").ToString();
    }

    private static string IdOf(string place) => place.Length == 0 ? "root" : $"n{place.Replace('.', '_')}";

    private static string Label(TraceNode node, int length, Func<char, string> escape, string lineBreak)
    {
        var label = Escape(Shorten(node.Text, length), escape);
        return node.Score is { } score ? $"{label}{lineBreak}{score.ToString("0.###", CultureInfo.InvariantCulture)}" : label;
    }

    private static string Escape(string text, Func<char, string> escape) => string.Concat(text.Select(escape));

    private static string Shorten(string text, int length)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= length ? words : $"{words[..Math.Max(0, length - 1)]}…";
    }

    private static string Mermaid(char character) => char.IsAsciiLetterOrDigit(character) || " .,:=+-*()/".Contains(character, StringComparison.Ordinal) || character > 127
        ? character.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"#{(int)character};");

    private static string Graphviz(char character) => character is '"' or '\\' ? $"\\{character}" : character.ToString();
}
