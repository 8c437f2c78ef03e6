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

    /// <summary>Refuses options out of their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message has it, its value and the range.</exception>
    public void Validate()
    {
        Require(Temperature is >= 0 and <= 100, nameof(Temperature), Temperature, "0 to 100");
        Require(TopK >= 0, nameof(TopK), TopK, "0 (all tokens) or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), TopP, "above 0 to 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), MinP, "0 to 1");
        Require(RepetitionPenalty is >= 0.01 and <= 100, nameof(RepetitionPenalty), RepetitionPenalty, "0.01 to 100");
    }

    private static void Require(bool holds, string name, object found, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, found, FormattableString.Invariant($"{name} is {found}; it must be {expected}."));
    }
}
