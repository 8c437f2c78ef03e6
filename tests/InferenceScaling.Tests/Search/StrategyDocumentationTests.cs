namespace InferenceScaling.Tests.Search;

public class StrategyDocumentationTests
{
    private const string Marker = "<!-- drawn by StrategyPictures -->\n\n";

    /// <summary>Set INFERENCE_SCALING_UPDATE_DOCS=1 to draw them anew.</summary>
    [SkippableFact]
    public async Task The_pictures_in_the_documentation_are_real_traces()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent;
        Skip.If(root is null, "this is no checkout");
        var file = Path.Combine(root!.FullName, "docs", "strategies.md");
        var pictures = await StrategyPictures.DrawAsync();
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var head = text[..(text.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)];
        if (Environment.GetEnvironmentVariable("INFERENCE_SCALING_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text = head + pictures.TrimEnd() + "\n");

        text.Should().Be(head + pictures.TrimEnd() + "\n");
    }
}
