using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>The families, by <c>model_type</c>. A table rather than a search through types, so that trimming keeps them.</summary>
internal static class RecipeCatalog
{
    private static readonly Dictionary<string, Recipe> Recipes = new Recipe[]
    {
        new LlamaRecipe(), new MistralRecipe(), new MixtralRecipe(), new Qwen2Recipe(), new Qwen2MoeRecipe(), new Qwen3Recipe(),
        new Gemma2Recipe(), new Gemma3Recipe(), new Phi3Recipe(), new Gpt2Recipe(), new GptNeoxRecipe(), new GraniteRecipe(),
        new Olmo2Recipe(), new SmolLm3Recipe(), new LedgerRecipe(),
    }.ToDictionary(recipe => recipe.ModelType, StringComparer.Ordinal);

    /// <summary>All recipes, by <c>model_type</c>.</summary>
    public static IEnumerable<Recipe> All => Recipes.Values.OrderBy(recipe => recipe.ModelType, StringComparer.Ordinal);

    /// <summary>The recipe for a config.json.</summary>
    /// <exception cref="CheckpointFormatException">It names no family, or an unknown one.</exception>
    public static Recipe For(ConfigReader config)
    {
        var known = string.Join(", ", Recipes.Keys.Order(StringComparer.Ordinal));
        if (!config.Has("model_type"))
            throw config.Contradiction($"'model_type' is missing; known are {known}.");
        var type = config.Text("model_type");
        if (Recipes.TryGetValue(type, out var recipe))
            return recipe;
        var remote = config.Has("auto_map") ? " It asks for code of its own ('auto_map'), which is never run." : string.Empty;
        throw new CheckpointFormatException(remote.Length > 0 ? CheckpointDefect.Unsupported : CheckpointDefect.Config, $"{config.Location}: 'model_type' is '{type}'; known are {known}.{remote}");
    }
}
