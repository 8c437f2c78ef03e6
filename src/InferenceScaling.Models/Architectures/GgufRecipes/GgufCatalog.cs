using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>The GGUF architectures, by <c>general.architecture</c>. A table rather than a search through types, so that trimming keeps them.</summary>
internal static class GgufCatalog
{
    private static readonly Dictionary<string, GgufRecipe> Recipes = new GgufRecipe[]
    {
        new LlamaGguf(), new Qwen2Gguf(), new Qwen2MoeGguf(), new Qwen3Gguf(), new Gemma2Gguf(), new Gemma3Gguf(), new Phi3Gguf(),
        new Gpt2Gguf(), new GptNeoxGguf(), new GraniteGguf(), new Olmo2Gguf(), new SmolLm3Gguf(),
    }.ToDictionary(recipe => recipe.Architecture, StringComparer.Ordinal);

    /// <summary>All recipes, by architecture.</summary>
    public static IEnumerable<GgufRecipe> All => Recipes.Values.OrderBy(recipe => recipe.Architecture, StringComparer.Ordinal);

    /// <summary>The recipe for a file.</summary>
    /// <exception cref="CheckpointFormatException">Its architecture is an unknown one.</exception>
    public static GgufRecipe For(GgufSettings settings) => Recipes.TryGetValue(settings.Architecture, out var recipe)
        ? recipe
        : throw settings.Fault($"'general.architecture' is '{settings.Architecture}'; known are {string.Join(", ", Recipes.Keys.Order(StringComparer.Ordinal))}. Models of other families may load from their safetensors files.");
}
