using System.Text.Json;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Understands safetensors weights with a config.json.</summary>
internal static class TransformersModel
{
    public static (DecoderConfig Config, Func<string, WeightSource> Locate) Read(Checkpoint checkpoint, JsonElement settings, string settingsPath)
    {
        var reader = new ConfigReader(settings, settingsPath);
        var recipe = RecipeCatalog.For(reader);
        var config = recipe.Configure(reader);
        var embedding = WeightName.Parse("embed.weight");
        var prefix = recipe.Prefixes.FirstOrDefault(prefix => checkpoint.Tensors.ContainsKey(recipe.Locate(config, embedding, prefix).Tensor), recipe.Prefixes[0]);
        return (config, Locate);

        WeightSource Locate(string name)
        {
            var weight = WeightName.Parse(name);
            return weight.Part is "head" or "head_dense" ? recipe.LocateHead(config, weight) : recipe.Locate(config, weight, prefix);
        }
    }
}
