using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>The small models of this project: shifted embeddings, norms without weights, squared ReLU.</summary>
internal sealed class LedgerRecipe : Recipe
{
    public override string ModelType => "ledger";

    public override string Models => "the models of this project";

    protected override DecoderConfig Configure(ConfigReader config)
    {
        var decoder = StandardSettings.Read(config, new() { Activation = "relu2" });
        return decoder with
        {
            EmbeddingShifts = config.Integer("embed_shifts", 0, 64, 0),
            Embedding = new() { Norm = config.Boolean("embed_norm", false) },
            Norm = decoder.Norm with { HasWeight = config.Boolean("rms_norm_weight", true) },
            FeedForward = decoder.FeedForward with { Gated = config.Boolean("mlp_gate", true) },
        };
    }
}
