using System.Collections.Immutable;
using CsCheck;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.TorchSharp.Decoder;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Structured;

public sealed class StructuredSlicingTests
{
    private static readonly DecoderConfig Ungated = Decoders.Odd with { FeedForward = Decoders.Odd.FeedForward with { Gated = false } };

    public static TheoryData<string> Names => ["ledger", "gated", "ungated", "uneven", "parallel"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Neurons_whose_columns_of_down_are_zero_leave_no_trace(string name)
    {
        var config = Config(name);
        var weights = new EditedWeights(config);
        int[] gone = [1, 2, 5, 6];
        weights.ZeroColumns("layers.0.feed_forward.down.weight", gone);
        var sliced = StructuredSlicing.RemoveNeurons(config, weights, 0, gone);
        sliced.Config.FeedForwardWidth(0).Should().Be(config.FeedForwardWidth(0) - 4);
        SameOutputs(config, weights, sliced);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Heads_whose_columns_of_o_are_zero_leave_no_trace(string name)
    {
        var config = Config(name);
        var layer = config.LayerCount - 1;
        var attention = config.AttentionOf(layer);
        var weights = new EditedWeights(config);
        var group = attention.QueryWidth / attention.KeyValueHeadCount;
        weights.ZeroColumns($"layers.{layer}.attention.o.weight", [.. Enumerable.Range(group, group)]);
        var sliced = StructuredSlicing.RemoveHeadGroups(config, weights, layer, [1]);
        sliced.Config.AttentionOf(layer).KeyValueHeadCount.Should().Be(attention.KeyValueHeadCount - 1);
        sliced.Config.AttentionOf(layer).HeadCount.Should().Be(attention.HeadCount - (attention.HeadCount / attention.KeyValueHeadCount));
        SameOutputs(config, weights, sliced);
    }

    [Fact]
    public void A_layer_that_adds_nothing_leaves_no_trace_and_the_next_ones_move_up()
    {
        var config = Decoders.Ledger with { Layers = [.. Enumerable.Range(0, 6).Select(layer => new LayerConfig(Window: layer))] };
        var weights = new EditedWeights(config);
        weights.ZeroColumns("layers.2.feed_forward.down.weight", [.. Enumerable.Range(0, 512)]);
        weights.ZeroColumns("layers.2.attention.o.weight", [.. Enumerable.Range(0, 128)]);
        var sliced = StructuredSlicing.RemoveLayers(config, weights, [2]);
        sliced.Config.Layers.Select(layer => layer.Window).Should().Equal(0, 1, 3, 4, 5);
        SameOutputs(config, weights, sliced);
    }

    [Fact]
    public void A_cut_that_matters_changes_the_outputs()
    {
        var weights = new EditedWeights(Decoders.Odd);
        var sliced = StructuredSlicing.RemoveNeurons(Decoders.Odd, weights, 0, [3]);
        FluentActions.Invoking(() => SameOutputs(Decoders.Odd, weights, sliced)).Should().Throw<Xunit.Sdk.XunitException>();
    }

    [Fact]
    public void Tensors_are_smaller_and_so_are_weights_and_cache()
    {
        var config = Decoders.SmolLm2Shaped;
        var weights = new EditedWeights(config);
        var sliced = StructuredSlicing.Apply(config, weights, new()
        {
            Neurons = Sets((0, [.. Enumerable.Range(0, 768)]), (1, [.. Enumerable.Range(0, 768)])),
            HeadGroups = Sets((0, [0]), (1, [2])),
        });
        sliced.Weights.Shape("layers.0.feed_forward.gate.weight").ToArray().Should().Equal(768, 576);
        sliced.Weights.Shape("layers.1.attention.o.weight").ToArray().Should().Equal(576, 384);
        using var whole = new CpuExecutor(config, weights);
        using var small = new CpuExecutor(sliced.Config, sliced.Weights);
        small.BytesPerPage.Should().Be(whole.BytesPerPage * 2 / 3);
        small.WeightBytes.Should().BeLessThan(whole.WeightBytes * 2 / 3);
    }

    [Fact]
    public void One_cut_is_the_same_as_one_after_the_other()
    {
        var config = Decoders.Uneven;
        var weights = new EditedWeights(config);
        var once = StructuredSlicing.Apply(config, weights, new() { Layers = [1], Neurons = Sets((0, [2, 4]), (3, [0])), HeadGroups = Sets((3, [1, 2])) });
        var first = StructuredSlicing.RemoveLayers(config, weights, [1]);
        var second = StructuredSlicing.RemoveNeurons(first.Config, first.Weights, 0, [4, 2]);
        var third = StructuredSlicing.RemoveNeurons(second.Config, second.Weights, 2, [0]);
        var fourth = StructuredSlicing.RemoveHeadGroups(third.Config, third.Weights, 2, [2, 1]);
        once.Config.Layers.Should().Equal(fourth.Config.Layers);
        foreach (var weight in DecoderWeightList.Of(once.Config))
            Values(once.Weights, weight).Should().Equal(Values(fourth.Weights, weight), weight.Name);
    }

    [Fact]
    public void What_stays_are_the_rows_and_columns_that_were_there() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30], Gen.Int[0, 1000]).Sample((height, width, seed) =>
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, height * width).Select(index => (float)index).ToArray();
        int[] rows = [.. Enumerable.Range(0, height).Where(_ => random.Next(3) > 0)], columns = [.. Enumerable.Range(0, width).Where(_ => random.Next(3) > 0)];
        var found = new WeightSlice(rows, columns).Read(new Matrix(height, width, values), "m");
        found.Should().Equal(rows.SelectMany(row => columns.Select(column => values[(row * width) + column])));
    }, iter: 200);

    [Fact]
    public void Weights_say_how_the_checkpoint_stored_them()
    {
        var sliced = StructuredSlicing.RemoveLayers(Decoders.Ledger, new EditedWeights(Decoders.Ledger, TensorType.BF16), [0]);
        sliced.Weights.StoredType("layers.4.attention.q.weight").Should().Be(TensorType.BF16);
    }

    [Fact]
    public void Norms_over_all_heads_are_cut_with_them()
    {
        var config = Decoders.Odd with { Attention = Decoders.Odd.Attention with { QueryKeyNorm = QueryKeyNorm.Width } };
        var sliced = StructuredSlicing.RemoveHeadGroups(config, new EditedWeights(config), 0, [0]);
        sliced.Weights.Shape("layers.0.attention.q_norm.weight").ToArray().Should().Equal(30);
        sliced.Weights.Shape("layers.0.attention.k_norm.weight").ToArray().Should().Equal(10);
    }

    [Fact]
    public void What_is_not_there_cannot_be_taken_out()
    {
        var weights = new EditedWeights(Decoders.Odd);
        Outside(() => StructuredSlicing.RemoveNeurons(Decoders.Odd, weights, 3, [0]), "*Layer 3*0 to 2*");
        Outside(() => StructuredSlicing.RemoveLayers(Decoders.Odd, weights, [-1]), "*Layer -1*0 to 2*");
        Outside(() => StructuredSlicing.RemoveNeurons(Decoders.Odd, weights, 0, [3, 27]), "*Layer 0 has no neuron 27*0 to 26*");
        Outside(() => StructuredSlicing.RemoveHeadGroups(Decoders.Odd, weights, 2, [-4]), "*Layer 2 has no key-value head -4*0 to 1*");
    }

    [Fact]
    public void Every_layer_keeps_a_neuron_and_a_head_and_every_decoder_a_layer()
    {
        var weights = new EditedWeights(Decoders.Odd);
        Refused(() => StructuredSlicing.RemoveNeurons(Decoders.Odd, weights, 0, Enumerable.Range(0, 27)), "*All 27 neurons of layer 0*at least one*whole layer*");
        Refused(() => StructuredSlicing.RemoveHeadGroups(Decoders.Odd, weights, 0, [0, 1]), "*All 2 key-value heads of layer 0*at least one*");
        Refused(() => StructuredSlicing.RemoveLayers(Decoders.Odd, weights, [0, 1, 2]), "*All 3 layers*at least one*");
        Refused(() => StructuredSlicing.RemoveNeurons(Decoders.Odd, weights, 1, [0]), "*layer 1 is routed experts*");
    }

    [Fact]
    public void A_cut_can_be_called_off()
    {
        var act = () => StructuredSlicing.Apply(Decoders.Odd, new EditedWeights(Decoders.Odd), new(), new CancellationToken(canceled: true));
        act.Should().Throw<OperationCanceledException>();
    }

    private static DecoderConfig Config(string name) => name switch
    {
        "ledger" => Decoders.Ledger,
        "gated" => Decoders.Odd,
        "ungated" => Ungated,
        "uneven" => Decoders.Uneven with { Layers = Decoders.Uneven.Layers.SetItem(0, Decoders.Uneven.Layers[0] with { IntermediateSize = 9 }) },
        _ => Decoders.Odd with { ParallelResidual = true, Norm = new() { Kind = NormKind.Layer, HasBias = true } },
    };

    private static void Outside(Action act, string message) => act.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    private static void Refused(Action act, string message) => act.Should().ThrowExactly<ArgumentException>().WithMessage(message);

    private static ImmutableSortedDictionary<int, ImmutableSortedSet<int>> Sets(params (int Layer, int[] Indices)[] sets) => sets.ToImmutableSortedDictionary(set => set.Layer, set => set.Indices.ToImmutableSortedSet());

    private static void SameOutputs(DecoderConfig config, IDecoderWeights weights, CompressedDecoder sliced)
    {
        using var before = new CpuExecutor(config, weights, new() { Threads = 2 });
        using var after = new CpuExecutor(sliced.Config, sliced.Weights, new() { Threads = 2 });
        using var native = new TorchExecutor(sliced.Config, sliced.Weights);
        var expected = Run(before);
        foreach (var found in new[] { Run(after), Run(native) })
            found.Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(1e-5f * Math.Max(1, expected.Max(MathF.Abs)));
    }

    private static float[] Run(IDecoderExecutor executor)
    {
        using var sequences = new Sequences(executor);
        var prompts = sequences.Append([.. Enumerable.Range(0, 3).Select(number => (number, Sequences.Tokens(number, 3 + (8 * number), executor.Config.VocabularySize)))]);
        var next = sequences.Append((0, [1]), (1, [2]), (2, [3]));
        return [.. prompts.Values.Concat(next.Values).SelectMany(values => values)];
    }

    private static float[] Values(IDecoderWeights weights, WeightShape weight)
    {
        var values = new float[weight.ElementCount];
        weights.Read(weight.Name, 0, values);
        return values;
    }

    private sealed class Matrix(int height, int width, float[] values) : IDecoderWeights
    {
        private readonly long[] _shape = [height, width];

        public bool Contains(string name) => true;

        public ReadOnlySpan<long> Shape(string name) => _shape;

        public void Read(string name, long elementOffset, Span<float> destination) => values.AsSpan((int)elementOffset, destination.Length).CopyTo(destination);
    }
}
