namespace InferenceScaling.Paths;

/// <summary>How the next token is drawn. Order and meaning are those of Hugging Face transformers: repetition penalty, temperature, top-k, top-p, min-p.</summary>
public sealed record SamplingOptions
{
    /// <summary>Always the most probable token.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    /// <value>The default is 1. The range is 0 to 100.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Keeps the k most probable tokens; 0 keeps all.</summary>
    /// <value>The default is 0.</value>
    public int TopK { get; init; }

    /// <summary>Keeps the smallest set of most probable tokens whose probability reaches this.</summary>
    /// <value>The default is 1 (all). The range is above 0 to 1.</value>
    public double TopP { get; init; } = 1;

    /// <summary>Drops tokens less probable than this share of the most probable one.</summary>
    /// <value>The default is 0 (none). The range is 0 to 1.</value>
    public double MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens that already appeared in prompt or path (Keskar et al. 2019, CTRL).</summary>
    /// <value>The default is 1 (off).</value>
    public double RepetitionPenalty { get; init; } = 1;
}
