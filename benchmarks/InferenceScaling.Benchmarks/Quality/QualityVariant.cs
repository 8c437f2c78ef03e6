using InferenceScaling.Models;

namespace InferenceScaling.Benchmarks.Quality;

/// <summary>A way to round a model.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Options">Types of weights and cache.</param>
/// <param name="Exceptions">Another type for some matrices; null for none.</param>
internal sealed record QualityVariant(string Name, CpuOptions Options, Func<string, WeightType?>? Exceptions = null)
{
    /// <summary>Whole models.</summary>
    public static IReadOnlyList<QualityVariant> Whole { get; } =
    [
        new("bf16 weights", new() { WeightType = WeightType.BF16 }),
        new("bf16 cache", new() { WeightType = WeightType.F32, CacheType = CacheType.BF16 }),
        new("int8 cache", new() { WeightType = WeightType.F32, CacheType = CacheType.Int8 }),
        new("int8 weights", new() { WeightType = WeightType.Int8 }),
        new("int8 weights, bf16 cache", new() { WeightType = WeightType.Int8, CacheType = CacheType.BF16 }),
        new("int8 weights, int8 cache", new() { WeightType = WeightType.Int8, CacheType = CacheType.Int8 }),
    ];

    /// <summary>fp32 but for one kind of matrix.</summary>
    public static IReadOnlyList<QualityVariant> Kinds { get; } =
    [
        Only("queries, keys, values", name => name.EndsWith("attention.q", StringComparison.Ordinal)),
        Only("attention's output", name => name.EndsWith("attention.o", StringComparison.Ordinal)),
        Only("gate and up", name => name.EndsWith("feed_forward.gate", StringComparison.Ordinal)),
        Only("down", name => name.EndsWith("feed_forward.down", StringComparison.Ordinal)),
        Only("embedding and head", name => name is "embed" or "head"),
    ];

    /// <summary>fp32 but for one layer.</summary>
    public static QualityVariant Layer(int layer) => Only($"layer {layer}", name => name.StartsWith($"layers.{layer}.", StringComparison.Ordinal));

    private static QualityVariant Only(string name, Predicate<string> isRounded) =>
        new($"int8: {name}", new() { WeightType = WeightType.F32 }, matrix => isRounded(matrix) ? WeightType.Int8 : null);
}
