using InferenceScaling.Models;
using InferenceScaling.TorchSharp;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>A way to run the library itself.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Create">Makes the backend for a number of threads.</param>
/// <param name="TakesPartInAll">False for what takes too long: it runs a few scenarios only.</param>
internal sealed record BackendVariant(string Name, Func<int, Backend> Create, bool TakesPartInAll = true)
{
    /// <summary>All of them; a new executor or weight type is one line here.</summary>
    public static IReadOnlyList<BackendVariant> All { get; } =
    [
        new("cpu fp32", threads => Backend.Cpu(new() { Threads = threads, WeightType = WeightType.F32 })),
        new("cpu bf16", threads => Backend.Cpu(new() { Threads = threads, WeightType = WeightType.BF16 })),
        new("cpu int8", threads => Backend.Cpu(new() { Threads = threads, WeightType = WeightType.Int8, CacheType = CacheType.BF16 })),
        new("torch fp32", threads => Backend.Torch(new TorchOptions { Threads = threads }), TakesPartInAll: false),
    ];
}
