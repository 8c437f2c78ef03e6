using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Mistral 7B: Llama with a sliding window in every layer. A file that does not mention the window means 4096, one that says null means none.</summary>
internal sealed class MistralRecipe : Recipe
{
    public override string ModelType => "mistral";

    public override string Models => "Mistral 7B, Nemo";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { ContextLength = 131_072 });
        return StandardSettings.WithWindows(config, decoder, config.Mentions("sliding_window") ? StandardSettings.Window(config, 0) : 4096, _ => true);
    }
}
