using System.Text.Json;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Understands safetensors weights with a config.json.</summary>
internal static class TransformersModel
{
    /// <summary>The decoder that settings describe, without weights.</summary>
    public static DecoderConfig Configure(JsonElement settings, string settingsPath)
    {
        var reader = new ConfigReader(settings, settingsPath);
        return RecipeCatalog.For(reader).Read(reader);
    }

    public static (DecoderConfig Config, Func<string, WeightSource> Locate) Read(Checkpoint checkpoint, JsonElement settings, string settingsPath, bool valueHead)
    {
        var reader = new ConfigReader(settings, settingsPath);
        var recipe = RecipeCatalog.For(reader);
        var config = recipe.Read(reader);
        IEnumerable<string> prefixes = recipe.Prefixes;
        if (valueHead && config.Head.Kind == HeadKind.LanguageModel && checkpoint.Tensors.ContainsKey("v_head.summary.weight"))
        {
            config = config with { Head = new() { Kind = HeadKind.Value, Bias = checkpoint.Tensors.ContainsKey("v_head.summary.bias") }, OutputWidth = 1 };
            prefixes = [.. recipe.Prefixes, .. recipe.Prefixes.Select(prefix => "pretrained_model." + prefix)];
        }

        var embedding = WeightName.Parse("embed.weight");
        var prefix = prefixes.FirstOrDefault(prefix => checkpoint.Tensors.ContainsKey(recipe.Locate(config, embedding, prefix).Tensor), recipe.Prefixes[0]);
        return (config, Locate);

        WeightSource Locate(string name)
        {
            var weight = WeightName.Parse(name);
            return weight.Part is "head" or "head_dense" ? recipe.LocateHead(config, weight) : recipe.Locate(config, weight, prefix);
        }
    }
}
