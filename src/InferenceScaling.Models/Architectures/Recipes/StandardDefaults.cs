namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>What a family assumes where config.json is silent.</summary>
internal sealed record StandardDefaults
{
    public double Theta { get; init; } = 10_000;

    public bool Tied { get; init; }

    public int? HeadSize { get; init; }

    public int? ContextLength { get; init; }

    public string ActivationField { get; init; } = "hidden_act";

    public string Activation { get; init; } = "silu";
}
