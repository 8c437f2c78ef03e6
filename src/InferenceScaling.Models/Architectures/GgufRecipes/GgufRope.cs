using System.Collections.Immutable;
using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.GgufRecipes;

/// <summary>Reads the rotary embedding of a GGUF file.</summary>
internal static class GgufRope
{
    private const string Divisors = "rope_freqs.weight";
    private const string ShortDivisors = "rope_factors_short.weight";
    private const string LongDivisors = "rope_factors_long.weight";

    /// <summary>Tensors that are read here and are no weights.</summary>
    public static ImmutableArray<string> Tensors { get; } = [Divisors, ShortDivisors, LongDivisors];

    /// <summary>Reads base, rotated dimensions and scaling.</summary>
    public static RopeConfig Read(GgufSettings settings, int headSize, int context)
    {
        var dimensions = settings.Integer("rope.dimension_count", 2, headSize, headSize);
        if (dimensions % 2 != 0)
            throw settings.Fault($"{dimensions} rotary dimensions; expected an even number.");
        var rope = new RopeConfig { RotaryDimensions = dimensions, Theta = settings.Number("rope.freq_base", 10_000) };

        // Llama 3's scaling arrives as one divisor a dimension pair.
        if (settings.HasTensor(Divisors))
        {
            var factors = settings.Vector(Divisors, dimensions / 2);
            return rope with { Scaling = RopeScaling.LongRope, OriginalContextLength = context, ShortFactors = factors, LongFactors = factors };
        }

        if (settings.HasTensor(ShortDivisors))
            return LongRope(rope, settings, context);
        var kind = settings.Text("rope.scaling.type", "none");
        return kind switch
        {
            "none" => rope,
            "linear" => rope with { Scaling = RopeScaling.Linear, Factor = settings.Number("rope.scaling.factor") },
            "yarn" => Yarn(rope, settings, context),
            _ => throw settings.Fault($"'rope.scaling.type' is '{kind}'; supported: none, linear, yarn, and longrope by '{ShortDivisors}'."),
        };
    }

    private static RopeConfig LongRope(RopeConfig rope, GgufSettings settings, int context) => rope with
    {
        Scaling = RopeScaling.LongRope,
        OriginalContextLength = settings.Integer("rope.scaling.original_context_length", 1, int.MaxValue, context),
        ShortFactors = settings.Vector(ShortDivisors, rope.RotaryDimensions / 2),
        LongFactors = settings.Vector(LongDivisors, rope.RotaryDimensions / 2),
        AttentionFactor = settings.Number("rope.scaling.attn_factor", 1),
    };

    private static RopeConfig Yarn(RopeConfig rope, GgufSettings settings, int context)
    {
        var factor = settings.Number("rope.scaling.factor");
        return rope with
        {
            Scaling = RopeScaling.Yarn,
            Factor = factor,
            OriginalContextLength = settings.Integer("rope.scaling.original_context_length", 1, int.MaxValue, context),
            AttentionFactor = factor <= 1 ? 1 : (0.1 * Math.Log(factor)) + 1,
        };
    }
}
