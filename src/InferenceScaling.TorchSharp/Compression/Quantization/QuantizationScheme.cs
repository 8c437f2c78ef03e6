using System.Globalization;
using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>What becomes of a model's matrices: made by <see cref="Int8"/> and <see cref="Int4"/>, refined by the methods here.</summary>
/// <remarks>Embeddings, norms, routers and, unless <see cref="IncludesHead"/>, the head stay as they are.</remarks>
public sealed record QuantizationScheme
{
    internal QuantizationScheme(QuantizationFormat format) => Format = format;

    /// <summary>Bits, groups and what activations become.</summary>
    public QuantizationFormat Format { get; init; }

    /// <summary>How weights become integers.</summary>
    public WeightRounding Rounding { get; init; }

    /// <summary>Whether GPTQ rounds the inputs of largest activations first. The grids of groups are then fitted before, so that running the model needs no order.</summary>
    public bool HasActivationOrder { get; init; }

    /// <summary>α of SmoothQuant, 0 to 1; null for none.</summary>
    public double? Smoothing { get; init; }

    /// <summary>Whether weights of active inputs are scaled up before they are rounded (AWQ).</summary>
    public bool IsActivationAware { get; init; }

    /// <summary>Whether the head is quantised too, and with it a tied embedding.</summary>
    public bool IncludesHead { get; init; }

    /// <summary>Most mean KL divergence, in nats a token: layers that cost most are kept until the model holds it. Null for none.</summary>
    public double? DivergenceBudget { get; init; }

    /// <summary>Whether matrices that would be slower on this machine are kept.</summary>
    public bool IsOnlyWhereFaster { get; init; }

    /// <summary>Rounds by GPTQ.</summary>
    /// <param name="activationOrder">Whether the inputs of largest activations are rounded first.</param>
    public QuantizationScheme WithGptq(bool activationOrder = true) => this with { Rounding = WeightRounding.Gptq, HasActivationOrder = activationOrder };

    /// <summary>Cuts the ends of grids where that costs least.</summary>
    /// <param name="byActivations">Whether cost is judged by the outputs on calibration texts, rather than by the weights.</param>
    public QuantizationScheme WithClipping(bool byActivations = false) => this with { Rounding = byActivations ? WeightRounding.ClippedByActivations : WeightRounding.Clipped };

    /// <summary>Moves outliers of activations into the weights before: Xiao et al., "SmoothQuant" (2023).</summary>
    /// <param name="alpha">How much of them, 0 to 1: 0.5 in the paper, 0.8 to 0.85 for Llama and its like.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public QuantizationScheme WithSmoothing(double alpha = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        return this with { Smoothing = alpha };
    }

    /// <summary>Scales up the weights of active inputs before they are rounded: Lin et al., "AWQ" (2024).</summary>
    public QuantizationScheme WithActivationAwareScales() => this with { IsActivationAware = true };

    /// <summary>Quantises the head too.</summary>
    public QuantizationScheme WithHead() => this with { IncludesHead = true };

    /// <summary>Keeps the layers that cost most, until the whole model holds a divergence from the one before this step.</summary>
    /// <param name="kl">Mean KL divergence in nats a token, above 0.</param>
    public QuantizationScheme Within(double kl)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kl);
        return this with { DivergenceBudget = kl };
    }

    /// <summary>Keeps matrices that would be slower on this machine, with one row and with 64.</summary>
    public QuantizationScheme OnlyWhereFaster() => this with { IsOnlyWhereFaster = true };

    internal bool NeedsTexts => Smoothing is not null || IsActivationAware || DivergenceBudget is not null || Rounding is WeightRounding.Gptq or WeightRounding.ClippedByActivations;

    internal bool NeedsHessian => IsActivationAware || Rounding is WeightRounding.Gptq or WeightRounding.ClippedByActivations;

    /// <summary>The scheme in words, with all its settings.</summary>
    public override string ToString()
    {
        var words = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"int{Format.Bits}{(Format.HasIntegerActivations ? " with int8 activations" : string.Empty)}"),
            Format.GroupSize == 0 ? "a scale for each output" : string.Create(CultureInfo.InvariantCulture, $"groups of {Format.GroupSize}"),
        };
        if (!Format.IsSymmetric)
            words.Add("with zero points");
        if (Smoothing is { } alpha)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"SmoothQuant {alpha}"));
        if (IsActivationAware)
            words.Add("AWQ");
        words.Add(Rounding switch
        {
            WeightRounding.Gptq => HasActivationOrder ? "GPTQ in activation order" : "GPTQ",
            WeightRounding.Clipped => "clipped",
            WeightRounding.ClippedByActivations => "clipped by activations",
            _ => "nearest",
        });
        if (IncludesHead)
            words.Add("with the head");
        if (DivergenceBudget is { } budget)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"within {budget} nats"));
        if (IsOnlyWhereFaster)
            words.Add("where faster");
        return string.Join(", ", words);
    }
}
