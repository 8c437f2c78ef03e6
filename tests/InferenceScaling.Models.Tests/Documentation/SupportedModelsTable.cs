using System.Text;
using InferenceScaling.Models.Architectures.GgufRecipes;
using InferenceScaling.Models.Architectures.Recipes;

namespace InferenceScaling.Models.Tests.Documentation;

/// <summary>The README's table of supported models, made from the recipes.</summary>
internal static class SupportedModelsTable
{
    private const string Begin = "<!-- supported models -->\n";
    private const string End = "<!-- end of supported models -->\n";

    /// <summary>One line a family: the <c>model_type</c> of config.json, its models, the <c>general.architecture</c> of their GGUF files.</summary>
    public static string Markdown()
    {
        var architectures = GgufCatalog.All.SelectMany(recipe => recipe.ModelTypes, (recipe, type) => (Type: type, recipe.Architecture)).ToDictionary(pair => pair.Type, pair => pair.Architecture);
        var table = new StringBuilder("| `model_type` | models | GGUF architecture |\n| --- | --- | --- |\n");
        foreach (var recipe in RecipeCatalog.All)
            table.Append("| `").Append(recipe.ModelType).Append("` | ").Append(recipe.Models).Append(" | ").Append(architectures.TryGetValue(recipe.ModelType, out var name) ? $"`{name}`" : "–").Append(" |\n");
        return table.ToString();
    }

    /// <summary>A text with the table between its markers.</summary>
    public static string Insert(string readme)
    {
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin
            ? string.Concat(readme.AsSpan(0, begin + Begin.Length), Markdown(), readme.AsSpan(end))
            : throw new InvalidOperationException($"The README lacks the lines {Begin.Trim()} and {End.Trim()}, between which the table goes.");
    }
}
