using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;

namespace InferenceScaling.Diagnostics;

/// <summary>Shows a search as one HTML page that needs nothing else: no network, no script.</summary>
/// <remarks>Everything that a model, a verifier or a person wrote is encoded, and the page forbids scripts and outside content besides.</remarks>
public static class HtmlExport
{
    private const int SummaryLength = 100;
    private const int DeepestIndent = 40;
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page: the answer and why it was taken, what it cost, votes, candidates, and the tree of steps with scores and the path of the answer marked.</summary>
    /// <param name="result">The result of a search.</param>
    /// <param name="title">The page's title; null for the question.</param>
    public static string ToHtml(this ReasoningResult result, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var question = result.Candidates.FirstOrDefault()?.Path.Prompt.ToString();
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<title>").Append(Encode(Shorten(title ?? question ?? "A search"))).Append("</title>\n<style>\n").Append(HtmlStyle.Text).Append("</style>\n</head>\n<body>\n");
        AppendAnswer(page, result, question);
        AppendUsage(page, result);
        AppendVotes(page, result);
        AppendCandidates(page, result);
        AppendTree(page, result);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void AppendAnswer(StringBuilder page, ReasoningResult result, string? question)
    {
        if (question is not null)
            page.Append("<pre class=\"question\">").Append(Encode(question)).Append("</pre>\n");
        page.Append("<h1>").Append(result.Answer is { } answer ? Encode(answer) : "no answer").Append("</h1>\n<p>")
            .Append(Invariant($"{result.Confidence:P1} of the votes' weight; {result.Finish}")).Append("</p>\n<h2>Decisions</h2>\n<ul>\n");
        foreach (var decision in TraceTree.Decisions(result))
            page.Append("<li>").Append(Encode(decision)).Append("</li>\n");
        foreach (var failure in result.Failures)
            page.Append("<li class=\"failure\">a call failed: ").Append(Encode(failure)).Append("</li>\n");
        page.Append("</ul>\n");
    }

    private static void AppendUsage(StringBuilder page, ReasoningResult result)
    {
        var (usage, recovered) = (result.Usage, result.Recovered);
        page.Append("<h2>Cost</h2>\n<table>\n<tr><th></th><th>generated</th><th>read</th><th>cached</th><th>verified</th><th>steps</th><th>verdicts</th><th>seconds</th></tr>\n");
        AppendRow("whole request", usage);
        if (recovered != default)
            AppendRow("of it from the journal", recovered);
        page.Append("</table>\n");

        void AppendRow(string name, Budgets.ReasoningUsage cost) => page.Append(Invariant(
            $"<tr><td>{name}</td><td>{cost.Tokens.Generated:N0}</td><td>{cost.Tokens.Prompt:N0}</td><td>{cost.Tokens.CachedPrompt:N0}</td><td>{cost.Tokens.Verified:N0}</td><td>{cost.GeneratorCalls:N0}</td><td>{cost.VerifierCalls:N0}</td><td>{cost.Duration.TotalSeconds:N2}</td></tr>\n"));
    }

    private static void AppendVotes(StringBuilder page, ReasoningResult result)
    {
        if (result.Votes.IsEmpty)
            return;
        var whole = result.Votes.Sum(vote => vote.Weight);
        page.Append("<h2>Votes</h2>\n<table>\n<tr><th>answer</th><th>candidates</th><th>weight</th><th></th></tr>\n");
        foreach (var vote in result.Votes)
            page.Append("<tr><td>").Append(Encode(vote.Answer)).Append(Invariant($"</td><td>{vote.Count}</td><td>{vote.Weight:0.###}</td><td>{Bar(whole > 0 ? vote.Weight / whole : 0)}</td></tr>\n"));
        page.Append("</table>\n");
    }

    private static void AppendCandidates(StringBuilder page, ReasoningResult result)
    {
        var chosen = TraceTree.ChosenCandidate(result);
        page.Append(Invariant($"<h2>Candidates ({result.Candidates.Length})</h2>\n<table>\n<tr><th>place</th><th>answer</th><th>score</th><th>scores of the steps</th><th>what is wrong</th></tr>\n"));
        foreach (var candidate in result.Candidates)
        {
            page.Append(ReferenceEquals(candidate, chosen) ? "<tr class=\"chosen\"><td>" : "<tr><td>").Append(Encode(candidate.Place)).Append(candidate.IsCut ? " (cut)</td><td>" : "</td><td>")
                .Append(Encode(candidate.Answer ?? "")).Append("</td><td>").Append(Number(candidate.Score)).Append("</td><td>")
                .Append(string.Join(' ', candidate.StepScores.Select(score => Number(score)))).Append("</td><td>")
                .Append(Encode(string.Join("; ", candidate.Feedback.Select(feedback => Invariant($"step {feedback.Step + 1}: {feedback.Message}"))))).Append("</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    // Rows with an indent, not elements inside each other: a path may be deeper than a browser nests.
    private static void AppendTree(StringBuilder page, ReasoningResult result)
    {
        var chosen = TraceTree.ChosenPlaces(result);
        page.Append(Invariant($"<h2>Steps ({result.Trace.Length})</h2>\n"));
        foreach (var node in result.Trace)
        {
            var depth = node.Place.Count(character => character == '.');
            page.Append(chosen.Contains(node.Place) ? "<details class=\"chosen\"" : "<details").Append(Invariant($" style=\"margin-left:{Math.Min(depth, DeepestIndent) * 1.5:0.#}em\"><summary><code>"))
                .Append(Encode(node.Place)).Append("</code> ").Append(Bar(node.Score ?? 0)).Append(' ').Append(Number(node.Score)).Append(' ')
                .Append(Encode(Shorten(node.Text))).Append(Invariant($" <small>{node.Tokens:N0} tokens{Ending(node.Finish)}{(node.LogLikelihood is { } sum ? Invariant($", log-likelihood {sum:0.##}") : "")}</small></summary><pre>"))
                .Append(Encode(node.Text)).Append("</pre></details>\n");
        }
    }

    private static string Ending(StepFinish finish) => finish switch
    {
        StepFinish.EndOfText => ", end",
        StepFinish.TokenLimit => ", cut by its token limit",
        StepFinish.ContextLimit => ", cut by the context",
        _ => "",
    };

    private static string Bar(double share) => Invariant($"<span class=\"bar\"><span style=\"width:{Math.Clamp(share, 0, 1) * 100:0}%\"></span></span>");

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    private static string Shorten(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= SummaryLength ? words : $"{words.AsSpan(0, SummaryLength - 1)}…";
    }

    private static string Encode(string text) => Encoder.Encode(text);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
