using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Tests.Cpu;

namespace InferenceScaling.Models.Tests.Architectures;

public sealed class LayerSizesTests
{
    private const string Sizes = """[{"heads":3,"kv_heads":1,"intermediate":7},{},{"heads":6,"intermediate":12}]""";

    public static TheoryData<string> Families => [.. RecipeCatalog.All.Select(recipe => recipe.ModelType)];

    [Fact]
    public void Layers_have_the_sizes_the_file_gives_and_those_of_the_family_where_it_gives_none()
    {
        var config = Read(Sizes);
        config.Layers.Should().Equal(new LayerConfig { HeadCount = 3, KeyValueHeadCount = 1, IntermediateSize = 7 }, new LayerConfig(), new LayerConfig());
        config.AttentionOf(0).Should().Be(config.Attention with { HeadCount = 3, KeyValueHeadCount = 1 });
        config.AttentionOf(1).Should().BeSameAs(config.Attention);
        config.FeedForwardWidth(0).Should().Be(7);
        config.FeedForwardWidth(2).Should().Be(12);
        Shape(config, "layers.0.attention.q.weight").Should().Equal(12, 24);
        Shape(config, "layers.0.attention.v.weight").Should().Equal(4, 24);
        Shape(config, "layers.0.attention.o.weight").Should().Equal(24, 12);
        Shape(config, "layers.0.feed_forward.down.weight").Should().Equal(24, 7);
        Shape(config, "layers.1.attention.q.weight").Should().Equal(24, 24);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_family_reads_them(string family)
    {
        var settings = $$"""
            {"model_type":"{{family}}","vocab_size":16,"hidden_size":24,"intermediate_size":12,"num_hidden_layers":2,"num_attention_heads":6,"num_key_value_heads":6,"head_dim":4,
             "n_embd":24,"n_layer":2,"n_head":6,"max_position_embeddings":32,"rms_norm_eps":1e-5,"rotary_pct":1,"layer_sizes":[{"heads":4,"kv_heads":4},{}]}
            """;
        var config = Configure(settings);
        config.AttentionOf(0).HeadCount.Should().Be(4);
        Shape(config, "layers.0.attention.k.weight").Should().Equal(16, 24);
        Shape(config, "layers.1.attention.k.weight").Should().Equal(24, 24);
    }

    [Theory]
    [InlineData("[{}]", "layer_sizes", "1 elements; expected 3")]
    [InlineData("7", "layer_sizes", "array of objects")]
    [InlineData("[7,{},{}]", "layer_sizes", "array of objects")]
    [InlineData("""[{"heads":0},{},{}]""", "layer_sizes[0].heads", "1 to 65536")]
    [InlineData("""[{},{"kv_heads":-2},{}]""", "layer_sizes[1].kv_heads", "-2")]
    [InlineData("""[{"heads":99999999999},{},{}]""", "layer_sizes[0].heads", "99999999999")]
    [InlineData("""[{"intermediate":"wide"},{},{}]""", "layer_sizes[0].intermediate", "wide")]
    [InlineData("""[{"intermediate":1048577},{},{}]""", "layer_sizes[0].intermediate", "1048577")]
    [InlineData("""[{},{},{"heads":5}]""", "5 attention heads of layer 2", "divisor of 5")]
    public void Senseless_sizes_are_refused_with_their_place(string sizes, string place, string found)
    {
        FluentActions.Invoking(() => Read(sizes)).Should().Throw<CheckpointFormatException>().WithMessage($"*config.json*{place}*").WithMessage($"*{found}*");
    }

    [Fact]
    public void Families_with_one_matrix_for_queries_and_keys_want_equal_numbers() =>
        FluentActions.Invoking(() => Configure("""{"model_type":"gpt2","n_embd":24,"n_layer":1,"n_head":6,"vocab_size":16,"layer_sizes":[{"heads":4,"kv_heads":2}]}"""))
            .Should().Throw<CheckpointFormatException>().WithMessage("*layer 0 has 4 attention heads and 2 key-value heads*equal*");

    [Fact]
    public void A_layer_of_experts_takes_no_width() =>
        FluentActions.Invoking(() => Configure("""{"model_type":"mixtral","hidden_size":24,"intermediate_size":12,"num_hidden_layers":1,"num_attention_heads":6,"vocab_size":16,"layer_sizes":[{"intermediate":4}]}"""))
            .Should().Throw<CheckpointFormatException>().WithMessage("*layer 0*experts*leave it out*");

    [Fact]
    public void The_cache_takes_what_the_layers_need()
    {
        var config = Read(Sizes);
        KeyValuePages.CountBytes(config, CacheType.F32).Should().Be(5 * KeyValuePages.CountBytes(config with { LayerCount = 1, Layers = [new() { HeadCount = 1, KeyValueHeadCount = 1 }] }, CacheType.F32));
        Backend.Cpu().EstimateMemory(config).KvBytesPerToken.Should().Be(KeyValuePages.CountBytes(config, CacheType.F32) / KeyValuePages.PageSize);
        using var executor = new CpuExecutor(config, new SyntheticWeights(config, TensorType.F32));
        executor.BytesPerPage.Should().Be(KeyValuePages.CountBytes(config, CacheType.F32));
    }

    [Theory]
    [InlineData(CacheType.F32)]
    [InlineData(CacheType.BF16)]
    [InlineData(CacheType.Int8)]
    public void Sizes_that_are_the_familys_own_change_no_bit(CacheType cache)
    {
        var plain = Read("null");
        var spelt = plain with { Layers = [.. plain.Layers.Select(layer => layer with { HeadCount = 6, KeyValueHeadCount = 2, IntermediateSize = 12 })] };
        Outputs(spelt, cache).Should().Equal(Outputs(plain, cache));
    }

    private static float[] Outputs(DecoderConfig config, CacheType cache)
    {
        using var executor = new CpuExecutor(config, new SyntheticWeights(config, TensorType.F32), new() { CacheType = cache });
        var sequences = new ExecutorSequences(executor);
        return [.. sequences.Append((0, [1, 2, 3, 4]), (1, [5, 6])).SelectMany(row => row), .. sequences.Append((0, [7]), (1, [8]))[1]];
    }

    private static DecoderConfig Read(string sizes) => Configure($$"""
        {"model_type":"llama","vocab_size":16,"hidden_size":24,"intermediate_size":12,"num_hidden_layers":3,"num_attention_heads":6,"num_key_value_heads":2,
         "max_position_embeddings":32,"rms_norm_eps":1e-5,"layer_sizes":{{sizes}}}
        """);

    private static DecoderConfig Configure(string settings)
    {
        using var document = JsonDocument.Parse(settings);
        return TransformersModel.Configure(document.RootElement, "config.json");
    }

    private static long[] Shape(DecoderConfig config, string name) => [.. DecoderWeightList.Of(config).Single(weight => weight.Name == name).Shape];
}
