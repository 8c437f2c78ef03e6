using System.Reflection;
using InferenceScaling.Reasoning;
using InferenceScaling.Search;

namespace InferenceScaling.Tests.Search;

public class StrategyDocumentationTests
{
    private const string Marker = "<!-- drawn by StrategyPictures -->\n\n";

    [SkippableFact]
    public async Task Every_strategy_is_in_the_table_with_its_options()
    {
        var table = (await File.ReadAllLinesAsync(Page())).Where(line => line.StartsWith("| `Use", StringComparison.Ordinal)).ToList();
        var uses = typeof(SearchStrategy).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.Name.StartsWith("Use", StringComparison.Ordinal) && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(ReasonerBuilder))
            .GroupBy(method => method.Name).ToList();

        uses.Should().HaveCountGreaterThan(20);
        table.Should().HaveSameCount(uses);
        foreach (var use in uses)
        {
            var row = table.Should().ContainSingle(line => line.StartsWith($"| `{use.Key}`", StringComparison.Ordinal), "{0} is a strategy", use.Key).Which;
            var options = use.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType).Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Action<>)).Select(type => type.GetGenericArguments()[0]).Distinct();
            var texts = row.Contains("prompts", StringComparison.Ordinal) || row.Contains("texts", StringComparison.Ordinal);
            foreach (var option in options.SelectMany(type => type.GetProperties()).Where(property => !texts || property.PropertyType != typeof(string)))
                row.Should().Contain($"`{option.Name}`", "it is an option of {0}", use.Key);
        }
    }

    /// <summary>Set INFERENCE_SCALING_UPDATE_DOCS=1 to draw them anew.</summary>
    [SkippableFact]
    public async Task The_pictures_in_the_documentation_are_real_traces()
    {
        var file = Page();
        var pictures = await StrategyPictures.DrawAsync();
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        if (Environment.GetEnvironmentVariable("INFERENCE_SCALING_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text = head + pictures.TrimEnd() + "\n");

        text.Should().Be(head + pictures.TrimEnd() + "\n");
    }

    private static string Page()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent;
        Skip.If(root is null, "this is no checkout");
        return Path.Combine(root!.FullName, "docs", "strategies.md");
    }
}
