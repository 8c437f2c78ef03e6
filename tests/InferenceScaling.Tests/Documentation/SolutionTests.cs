namespace InferenceScaling.Tests.Documentation;

public sealed class SolutionTests
{
    [Fact]
    public void The_solution_has_every_project_so_that_all_are_compiled()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "InferenceScaling.sln")))
            root = root.Parent!;
        var solution = File.ReadAllText(Path.Combine(root.FullName, "InferenceScaling.sln")).Replace('\\', '/');
        string[] projects = [.. new[] { "src", "tests", "samples", "benchmarks" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(project => Path.GetRelativePath(root.FullName, project).Replace('\\', '/'))
            .Where(project => !project.Split('/').Any(part => part is "bin" or "obj"))];
        projects.Should().HaveCountGreaterThan(30);
        projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)).Should().BeEmpty();
    }
}
