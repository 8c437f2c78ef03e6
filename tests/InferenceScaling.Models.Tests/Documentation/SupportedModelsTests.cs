using InferenceScaling.Models.Architectures.Recipes;

namespace InferenceScaling.Models.Tests.Documentation;

/// <summary>The README names the families that the recipes read. <c>INFERENCE_SCALING_UPDATE_DOCS=1</c> writes its table anew.</summary>
public sealed class SupportedModelsTests
{
    [Fact]
    public void The_readme_has_the_table_that_the_recipes_make()
    {
        var path = Path.Combine(Checkout(), "README.md");
        var readme = File.ReadAllText(path).ReplaceLineEndings("\n");
        var expected = SupportedModelsTable.Insert(readme);
        if (Environment.GetEnvironmentVariable("INFERENCE_SCALING_UPDATE_DOCS") == "1")
            File.WriteAllText(path, readme = expected);

        readme.Should().Be(expected, "the table is made by: INFERENCE_SCALING_UPDATE_DOCS=1 dotnet test tests/InferenceScaling.Models.Tests --filter SupportedModels");
    }

    [Fact]
    public void Every_recipe_is_in_the_table() =>
        SupportedModelsTable.Markdown().Split('\n').Should().HaveCount(RecipeCatalog.All.Count() + 3).And.Contain("| `mixtral` | Mixtral 8x7B, 8x22B | `llama` |");

    [Fact]
    public void A_readme_without_the_markers_is_an_error() =>
        FluentActions.Invoking(() => SupportedModelsTable.Insert("# Title")).Should().Throw<InvalidOperationException>().WithMessage("*supported models*");

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "InferenceScaling.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
