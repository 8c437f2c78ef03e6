namespace InferenceScaling.Ledger.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_readme_is_the_sample_that_the_build_compiles()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent!;

        var sample = File.ReadAllText(Path.Combine(root.FullName, "samples", "FiveLines", "Program.cs")).ReplaceLineEndings("\n");
        var readme = File.ReadAllText(Path.Combine(root.FullName, "README.md")).ReplaceLineEndings("\n");

        readme.Should().Contain($"```csharp\n{sample}```");
    }
}
