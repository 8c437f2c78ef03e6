using InferenceScaling.Models.Architectures;

namespace InferenceScaling.TorchSharp.Tests.Decoder;

/// <summary>Decoders to test with.</summary>
internal static class Decoders
{
    /// <summary>The shape of the project's own small models.</summary>
    public static DecoderConfig Ledger { get; } = new()
    {
        Family = "ledger",
        VocabularySize = 94,
        OutputWidth = 94,
        ContextLength = 512,
        HiddenSize = 128,
        LayerCount = 6,
        EmbeddingShifts = 3,
        Embedding = new() { Norm = true },
        Attention = new() { HeadCount = 4, KeyValueHeadCount = 4, HeadSize = 32, Scale = 1 / Math.Sqrt(32) },
        Rope = new() { RotaryDimensions = 32 },
        FeedForward = new() { IntermediateSize = 512, Activation = Activation.ReluSquared },
        Norm = new() { HasWeight = false, Epsilon = 1.1920929e-07 },
        Layers = [.. Enumerable.Repeat(new LayerConfig(), 6)],
    };

    /// <summary>Layers as wide as SmolLM2-135M's, but few, with a small vocabulary that is no multiple of a panel.</summary>
    public static DecoderConfig SmolLm2Shaped { get; } = new()
    {
        Family = "llama",
        VocabularySize = 999,
        OutputWidth = 999,
        ContextLength = 2048,
        HiddenSize = 576,
        LayerCount = 2,
        Attention = new() { HeadCount = 9, KeyValueHeadCount = 3, HeadSize = 64, Scale = 0.125 },
        Rope = new() { RotaryDimensions = 64, Theta = 100_000 },
        FeedForward = new() { IntermediateSize = 1536, Gated = true },
        Layers = [.. Enumerable.Repeat(new LayerConfig(), 2)],
        Head = new() { Tied = true },
    };

    /// <summary>Awkward everything: odd sizes, windows, caps, norms, biases, experts.</summary>
    public static DecoderConfig Odd { get; } = new()
    {
        Family = "odd",
        VocabularySize = 37,
        OutputWidth = 37,
        ContextLength = 128,
        HiddenSize = 42,
        LayerCount = 3,
        Embedding = new() { Scale = 1.5 },
        Attention = new() { HeadCount = 6, KeyValueHeadCount = 2, HeadSize = 10, Scale = 0.3, SoftCap = 5, InputBias = true, OutputBias = true, QueryKeyNorm = QueryKeyNorm.Head },
        Rope = new() { RotaryDimensions = 6 },
        LocalRope = new() { RotaryDimensions = 10, Theta = 500 },
        FeedForward = new() { IntermediateSize = 27, Activation = Activation.GeluTanh, Gated = true, Bias = true },
        Experts = new() { Count = 4, PerToken = 2, IntermediateSize = 19, SharedIntermediateSize = 11 },
        Norm = new() { Placement = NormPlacement.Both, WeightOffset = 1 },
        Layers = [new(Window: 5, LocalRope: true), new(Sparse: true), new(Rotary: false)],
        ResidualMultiplier = 0.8,
        Head = new() { SoftCap = 20, Multiplier = 0.5 },
    };

    /// <summary>Layers of different sizes: other groups of queries, other widths, one layer with a single head.</summary>
    public static DecoderConfig Uneven { get; } = Odd with
    {
        Family = "uneven",
        LayerCount = 4,
        Layers =
        [
            Odd.Layers[0] with { HeadCount = 3, KeyValueHeadCount = 1, IntermediateSize = 7 },
            Odd.Layers[1],
            Odd.Layers[2] with { HeadCount = 1, KeyValueHeadCount = 1 },
            new() { HeadCount = 8, KeyValueHeadCount = 4, IntermediateSize = 33 },
        ],
    };
}
