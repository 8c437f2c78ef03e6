using InferenceScaling.Diagnostics;
using InferenceScaling.Reasoning;
using InferenceScaling.Search.BestOfN;
using InferenceScaling.Testing;

namespace InferenceScaling.Tests.Search;

public class MermaidExportTests
{
    [Fact]
    public async Task A_tree_is_drawn_with_scores_and_the_path_of_the_answer()
    {
        var result = await SearchAsync("So it is");

        result.ToMermaid().Should().Be(
            "flowchart TD\n    root((\"prompt\"))\n    n0[\"So it is\"]\n    root --> n0\n    n0_0([\"Answer: 0<br/>0.25\"])\n    n0 --> n0_0\n"
            + "    n1[\"So it is\"]\n    root ==> n1\n    n1_0([\"Answer: 1<br/>0.81\"])\n    n1 ==> n1_0\n");
        result.ToGraphviz().Should().Contain("root -> n1 [penwidth=3];").And.Contain("n1_0 [label=\"Answer: 1\\n0.81\", style=rounded];");
    }

    [Theory]
    [InlineData("\"]; click root \"javascript:alert(1)\"\n--> x")]
    [InlineData("a\\\" -> b; } digraph")]
    public async Task What_a_model_wrote_cannot_leave_its_label(string text)
    {
        var result = await SearchAsync(text);

        foreach (var line in result.ToMermaid(200).Split('\n').Where(line => line.Contains('[', StringComparison.Ordinal)))
            line.Count(character => character == '"').Should().Be(2);
        result.ToMermaid(200).Split('\n').Should().HaveCount(2 + (2 * result.Trace.Length) + 1);
        result.ToGraphviz(200).Split('\n').Should().HaveCount(3 + (2 * result.Trace.Length) + 2);
    }

    private static Task<ReasoningResult> SearchAsync(string thought) =>
        Reasoner.For(new ScriptedGenerator((path, _) => path.Depth == 0 ? ScriptedStep.Continue(thought) : ScriptedStep.End($"Answer: {path.Ordinal}")))
            .WithVerifier(new ScriptedVerifier(path => (path.Depth == 1 ? path : path.Parent!).Ordinal == 0 ? 0.5 : 0.9)).UseBestOfN(o => o.Samples = 2).Build().ReasonAsync("q");
}
