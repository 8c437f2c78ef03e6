using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceScaling.Diagnostics;
using InferenceScaling.Paths;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Search.SelfConsistency;
using InferenceScaling.Search.VerifierGuard;
using InferenceScaling.Stopping;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Diagnostics;

public partial class TraceExportTests
{
    private const string Hostile = "</pre></details><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' &amp; \ud800 \0 \u2028 ]]> -->";

    [Fact]
    public async Task The_json_trace_holds_the_whole_search_in_a_versioned_format()
    {
        var result = await SearchAsync("So it is");

        using var json = JsonDocument.Parse(result.ToTraceJson());
        var root = json.RootElement;

        root.EnumerateObject().Select(member => member.Name).Should().Equal(
            "format", "version", "prompt", "answer", "canonicalAnswer", "confidence", "text", "finish", "decisions", "failures", "usage", "recovered", "votes", "candidates", "steps");
        root.GetProperty("format").GetString().Should().Be("inference-scaling-trace");
        root.GetProperty("version").GetInt32().Should().Be(JsonExport.Version);
        root.GetProperty("prompt")[0].GetProperty("text").GetString().Should().Be("q");
        root.GetProperty("answer").GetString().Should().Be(result.Answer);
        root.GetProperty("usage").GetProperty("generatedTokens").GetInt64().Should().Be(result.Usage.Tokens.Generated);
        root.GetProperty("candidates").EnumerateArray().Count(candidate => candidate.GetProperty("isChosen").GetBoolean()).Should().Be(1);
        var steps = root.GetProperty("steps").EnumerateArray().ToArray();
        steps.Select(step => (step.GetProperty("place").GetString(), step.GetProperty("text").GetString(), step.GetProperty("tokens").GetInt64())).Should().Equal(result.Trace.Select(node => ((string?)node.Place, (string?)node.Text, node.Tokens)));
        foreach (var step in steps.Where(step => step.GetProperty("parent").GetString() is { Length: > 0 }))
            steps.Should().Contain(other => other.GetProperty("place").GetString() == step.GetProperty("parent").GetString());
        steps.Where(step => step.GetProperty("isChosen").GetBoolean()).Select(step => step.GetProperty("place").GetString()).Should().Equal("1", "1.0");
        JsonDocument.Parse(result.ToTraceJson(indented: true)).RootElement.GetProperty("version").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task What_is_no_json_number_or_no_unicode_does_not_stop_the_export()
    {
        var result = await Reasoner.For(new Odd()).UseSelfConsistency(o => o.Samples = 1).Build().ReasonAsync("q");

        using var json = JsonDocument.Parse(result.ToTraceJson());

        json.RootElement.GetProperty("steps")[0].GetProperty("logLikelihood").ValueKind.Should().Be(JsonValueKind.Null);
        json.RootElement.GetProperty("steps")[0].GetProperty("text").GetString().Should().StartWith("Answer: \ufffd");
        WebUtility.HtmlDecode(result.ToHtml()).Should().Contain("Answer: \ufffd!");
    }

    [Fact]
    public async Task Every_format_says_what_was_decided_and_why()
    {
        var guarded = await Reasoner.For(ScriptedGenerator.FromAnswers("4")).WithVerifier(new ScriptedVerifier(_ => 0.5)).UseVerifierGuard(o => o.Fallback = new SelfConsistencySearch(new() { Samples = 16 }))
            .StopWhen(Stop.AdaptiveConsistency()).Build().ReasonAsync("q");
        var cut = await Reasoner.For(ScriptedGenerator.FromAnswers("4")).UseSelfConsistency(o => o.Samples = 9).WithBudget(b => b.Calls(2)).Build().ReasonAsync("q");
        guarded.StopReason.Should().NotBeNull();
        guarded.Notes.Should().ContainSingle();

        foreach (var (result, decision) in new[] { (guarded, guarded.StopReason!), (guarded, guarded.Notes[0]), (cut, "cut: the budget was spent: generator calls: 2 of 2 spent") })
        {
            result.ToTraceJson().Should().Contain(JsonEncodedText.Encode(decision).ToString());
            WebUtility.HtmlDecode(result.ToHtml()).Should().Contain(decision);
            result.ToMermaid().Should().Contain("decisions[\"").And.Contain(decision[..20]);
            result.ToGraphviz().Should().Contain("decisions [shape=note").And.Contain(decision[..20]);
        }
    }

    [Fact]
    public async Task The_page_shows_the_tree_with_scores_and_the_path_of_the_answer()
    {
        var page = (await SearchAsync("So it is.\n")).ToHtml();

        page.Should().Contain("<h1>1</h1>").And.Contain("<code>1.0</code>").And.Contain("0.81").And.Contain("So it is");
        Chosen().Matches(page).Should().HaveCount(3, "two steps and a candidate");
        page.Should().NotContain("<script").And.NotContain("http:").And.NotContain("https:").And.NotContain("src=").And.NotContain("url(");
        page.Should().Contain("default-src 'none'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_that_anybody_wrote_becomes_part_of_the_page(int who)
    {
        var plain = Tags(await PageAsync("plain", who));

        Tags(await PageAsync(Hostile, who)).Should().Equal(plain, "text adds no tags");
    }

    [Fact]
    public async Task A_path_of_ten_thousand_steps_is_a_page_without_nesting()
    {
        var generator = new ScriptedGenerator((path, _) => path.Depth < 3000 ? ScriptedStep.Continue("on ") : ScriptedStep.End("Answer: 4"));
        var result = await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 1).WithPathLimits(l => l with { Steps = 10_000, Tokens = 100_000 }).Build().ReasonAsync("q");

        result.ToHtml().Should().Contain("Steps (3001)");
        JsonDocument.Parse(result.ToTraceJson()).RootElement.GetProperty("steps").GetArrayLength().Should().Be(3001);
    }

    private static async Task<string> PageAsync(string text, int who)
    {
        var prompt = who == 0 ? text : "q";
        var thought = who == 1 ? text : "thought";
        var failure = who == 2 ? text : "failure";
        var answer = who == 3 ? text : "4";
        var generator = new ScriptedGenerator((path, _) => path.Depth == 0 ? ScriptedStep.Continue(thought) : ScriptedStep.End($"Answer: {answer}"))
        {
            BeforeStep = (_, ordinal, _) => ordinal == 2 ? throw new InvalidOperationException(failure) : Task.CompletedTask,
        };
        return (await Reasoner.For(generator).UseSelfConsistency(o => o.Samples = 3).Build().ReasonAsync(prompt)).ToHtml();
    }

    private static IEnumerable<string> Tags(string page) => Tag().Matches(page).Select(match => match.Value);

    private static Task<ReasoningResult> SearchAsync(string thought) =>
        Reasoner.For(new ScriptedGenerator((path, _) => path.Depth == 0 ? ScriptedStep.Continue(thought) : ScriptedStep.End($"Answer: {path.Ordinal}")))
            .WithVerifier(new ScriptedVerifier(path => (path.Depth == 1 ? path : path.Parent!).Ordinal == 0 ? 0.5 : 0.9)).UseBestOfN(o => o.Samples = 2).Build().ReasonAsync("q");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("class=\"chosen\"")]
    private static partial Regex Chosen();

    private sealed class Odd : IStepGenerator
    {
        public Task<ReasoningStep> GenerateStepAsync(ReasoningPath path, int ordinal, StepOptions options, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ReasoningStep { Text = "Answer: \ud800!", Finish = StepFinish.EndOfText, LogProbabilities = [float.NegativeInfinity], Usage = new(Generated: 1) });

        public void Release(ReasoningPath path)
        {
        }
    }
}
