using InferenceScaling.Models.Architectures;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks;

/// <summary>A decoder of a real model's shape with random weights: timings need no download.</summary>
public sealed class SyntheticDecoder : IDecoderWeights
{
    private readonly Dictionary<string, WeightShape> _shapes;

    private SyntheticDecoder(DecoderConfig config)
    {
        Config = config;
        _shapes = DecoderWeightList.Of(config).ToDictionary(weight => weight.Name);
    }

    /// <summary>SmolLM2-135M: 30 layers of width 576, 9 heads over 3 key-value heads, 49,152 tokens, tied head.</summary>
    public static SyntheticDecoder SmolLm2 { get; } = new(Llama(layers: 30, width: 576, heads: 9, keyValueHeads: 3, feedForward: 1536, vocabulary: 49152));

    /// <summary>A model small enough for caches: 6 layers of width 128, 4 heads, 94 tokens.</summary>
    public static SyntheticDecoder Tiny { get; } = new(Llama(layers: 6, width: 128, heads: 4, keyValueHeads: 4, feedForward: 512, vocabulary: 94));

    /// <summary>4 layers of width 256, 8 heads over 4 key-value heads: where what is looked at is not arithmetic.</summary>
    public static SyntheticDecoder Small(int vocabulary) => new(Llama(layers: 4, width: 256, heads: 8, keyValueHeads: 4, feedForward: 512, vocabulary));

    public DecoderConfig Config { get; }

    public bool Contains(string name) => _shapes.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => _shapes[name].Shape.AsSpan();

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        var random = PathRandom.Root(1, name);
        for (var index = 0; index < destination.Length; index++)
            destination[index] = (float)((random.Uniform((ulong)(elementOffset + index)) - 0.5) * 0.1);
    }

    private static DecoderConfig Llama(int layers, int width, int heads, int keyValueHeads, int feedForward, int vocabulary) => new()
    {
        Family = "llama",
        VocabularySize = vocabulary,
        OutputWidth = vocabulary,
        ContextLength = 2048,
        HiddenSize = width,
        LayerCount = layers,
        Attention = new() { HeadCount = heads, KeyValueHeadCount = keyValueHeads, HeadSize = width / heads, Scale = 1 / Math.Sqrt((double)width / heads) },
        Rope = new() { RotaryDimensions = width / heads },
        FeedForward = new() { IntermediateSize = feedForward, Activation = Activation.Silu, Gated = true },
        Layers = [.. Enumerable.Repeat(new LayerConfig(), layers)],
        Head = new() { Tied = true },
    };
}
