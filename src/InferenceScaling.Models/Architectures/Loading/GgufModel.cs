using InferenceScaling.Models.Architectures.GgufRecipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;

namespace InferenceScaling.Models.Architectures.Loading;

/// <summary>Understands GGUF files by the recipe of their architecture.</summary>
internal static class GgufModel
{
    public static (DecoderConfig Config, Func<string, WeightSource> Locate) Read(GgufFile file)
    {
        try
        {
            var settings = new GgufSettings(file);
            var recipe = GgufCatalog.For(settings);
            var config = recipe.Configure(settings);
            return (config, name => recipe.Locate(config, settings, WeightName.Parse(name)));
        }
        catch (CheckpointFormatException exception) when (!exception.Message.Contains(file.Location, StringComparison.Ordinal))
        {
            // A value knows its key, but not which file it is from.
            throw new CheckpointFormatException(CheckpointDefect.ModelMetadata, $"{file.Location}: {exception.Message}", exception);
        }
    }
}
