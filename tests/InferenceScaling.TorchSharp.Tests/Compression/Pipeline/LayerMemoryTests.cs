using InferenceScaling.Models.Architectures;
using InferenceScaling.Tests;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Compression.Steps;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

[Collection(nameof(LayerMemoryTests))]
public class LayerMemoryTests
{
    private const int Hidden = 256;
    private const int Intermediate = 768;

    private static readonly DecoderConfig Deep = Subjects.Llama with
    {
        HiddenSize = Hidden,
        LayerCount = 64,
        Attention = new() { HeadCount = 4, KeyValueHeadCount = 4, HeadSize = 64, Scale = 0.125 },
        Rope = new() { RotaryDimensions = 64 },
        FeedForward = new() { IntermediateSize = Intermediate, Gated = true },
        Layers = [.. Enumerable.Repeat(new LayerConfig(), 64)],
    };

    [Fact]
    public async Task A_deep_model_is_quantised_with_one_layer_in_memory_at_a_time()
    {
        var calibration = Subjects.FewTexts;
        var tokens = calibration.Fitted.Sum(window => window.Length);
        var layer = (4L * Hidden * Hidden) + (3 * Hidden * Intermediate);
        var wide = 64 * layer * sizeof(float);

        // A byte a weight and a scale for 32; of the layer under way its matrices as executor and rounding hold them; hidden states; activations of a window.
        var bound = (64 * layer * (1 + (4 / 32.0))) + (4 * layer * sizeof(float)) + (2.0 * tokens * Hidden * sizeof(float)) + (24 << 20);
        bound.Should().BeLessThan(wide / 2.0);

        var before = ResidentMemory.Settled();
        var peak = 0L;
        var weights = new ComputedWeights(Deep, () => peak = Math.Max(peak, ResidentMemory.Settled()));
        var outcome = await new QuantizationStep(Int8.Dynamic().WithSmoothing()).ApplyAsync(new(Deep, weights), new() { Calibration = calibration, Threads = 2 }, CancellationToken.None);

        outcome.Layers.Should().HaveCount(64 * 7).And.OnlyContain(report => report.Error < 0.02);
        Subjects.Integers(outcome.Decoder).Should().HaveCount(64 * 7);
        weights.Samples.Should().BeGreaterThan(64 * 2);

        // What the process held before may go meanwhile, so there is no lower bound.
        ((double)(peak - before)).Should().BeLessThan(bound);
    }

    [CollectionDefinition(nameof(LayerMemoryTests), DisableParallelization = true)]
    public sealed class Alone;

    /// <summary>Weights that are made when they are read and take no memory. Some reads are times to look at how much is in use.</summary>
    private sealed class ComputedWeights(DecoderConfig config, Action sample) : IDecoderWeights
    {
        private readonly Dictionary<string, long[]> _shapes = DecoderWeightList.Of(config).ToDictionary(weight => weight.Name, weight => weight.Shape.ToArray(), StringComparer.Ordinal);

        public int Samples { get; private set; }

        public bool Contains(string name) => _shapes.ContainsKey(name);

        public ReadOnlySpan<long> Shape(string name) => _shapes[name];

        public void Read(string name, long elementOffset, Span<float> destination)
        {
            var norm = name.EndsWith("norm.weight", StringComparison.Ordinal);
            var scale = norm ? 0.1f : 0.5f / MathF.Sqrt(_shapes[name][^1]);
            var seed = name.Aggregate(7UL, (hash, letter) => (hash * 31) + letter) << 20;
            for (var index = 0; index < destination.Length; index++)
            {
                var bits = (seed + (ulong)(elementOffset + index)) * 0x9E3779B97F4A7C15;
                bits ^= bits >> 29;
                bits *= 0xBF58476D1CE4E5B9;
                destination[index] = (norm ? 1 : 0) + (scale * (((bits >> 40) / (float)(1 << 23)) - 1));
            }

            if (name.Contains("feed_forward.up", StringComparison.Ordinal))
            {
                Samples++;
                sample();
            }
        }
    }
}
