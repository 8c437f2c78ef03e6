using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;

namespace InferenceScaling.Models.Tests.Architectures;

public sealed class DecoderSourceTests
{
    private const string Llama = """{"model_type":"llama","hidden_size":8,"intermediate_size":12,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":16,"max_position_embeddings":32,"rms_norm_eps":1e-5,"hidden_act":"silu"}""";

    [Fact]
    public void A_llama_is_understood()
    {
        using var source = Open(Llama, LlamaTensors());
        source.Config.Should().BeEquivalentTo(new { Family = "llama", VocabularySize = 16, OutputWidth = 16, HiddenSize = 8, LayerCount = 1, ContextLength = 32 });
        source.Config.Attention.Should().Be(new AttentionConfig { HeadCount = 2, KeyValueHeadCount = 1, HeadSize = 4, Scale = 0.5 });
        source.Config.Rope!.Theta.Should().Be(10_000);
        source.Config.Layers.Should().Equal(new LayerConfig());
        source.Weights.Shape("layers.0.attention.k.weight").ToArray().Should().Equal(4, 8);
        source.UnusedTensors.Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"hidden_size\":8", "\"hidden_size\":\"eight\"", "hidden_size", "eight")]
    [InlineData("\"hidden_size\":8", "\"hidden_size\":1099511627776", "hidden_size", "1099511627776")]
    [InlineData("\"hidden_size\":8", "\"hidden_size\":0", "hidden_size", "1 to")]
    [InlineData("\"num_hidden_layers\":1", "\"num_hidden_layers\":1000000000", "num_hidden_layers", "1000000000")]
    [InlineData("\"num_hidden_layers\":1", "\"num_hidden_layers\":-1", "num_hidden_layers", "-1")]
    [InlineData("\"vocab_size\":16", "\"vocab_size\":2147483648", "vocab_size", "2147483648")]
    [InlineData("\"vocab_size\":16,", "", "vocab_size", "missing")]
    [InlineData("\"num_attention_heads\":2", "\"num_attention_heads\":3", "multiple", "3")]
    [InlineData("\"num_key_value_heads\":1", "\"num_key_value_heads\":4", "divisor", "4")]
    [InlineData("\"silu\"", "\"wiggle\"", "hidden_act", "wiggle")]
    [InlineData("\"llama\"", "\"mamba\"", "mamba", "llama, mistral")]
    [InlineData("\"model_type\":\"llama\",", "", "model_type", "missing")]
    [InlineData("\"hidden_act\"", "\"rope_scaling\":{\"type\":\"linear\"},\"hidden_act\"", "rope_scaling.factor", "missing")]
    [InlineData("\"hidden_act\"", "\"rope_scaling\":{\"type\":\"spiral\"},\"hidden_act\"", "rope_scaling.type", "spiral")]
    [InlineData("\"rms_norm_eps\":1e-5", "\"rms_norm_eps\":-1", "rms_norm_eps", "-1")]
    public void A_senseless_setting_is_refused_with_file_field_and_value(string old, string changed, string field, string found)
    {
        var settings = Llama.Replace(old, changed, StringComparison.Ordinal);
        settings.Should().NotBe(Llama);
        var tensors = LlamaTensors();
        var act = () => Open(settings, tensors);
        act.Should().Throw<CheckpointFormatException>().WithMessage($"*config.json*{field}*").WithMessage($"*{found}*");
        tensors.IsDisposed.Should().BeTrue("a failed opening leaves no file mapped");
    }

    [Fact]
    public void Settings_that_ask_for_billions_of_tensors_cost_next_to_nothing()
    {
        var settings = Llama.Replace("\"llama\"", "\"mixtral\"", StringComparison.Ordinal).Replace("\"num_hidden_layers\":1", "\"num_hidden_layers\":4096,\"num_local_experts\":4096", StringComparison.Ordinal);
        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => Open(settings, LlamaTensors())).Should().Throw<CheckpointFormatException>().WithMessage("*lacks at least 256 tensors*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(64 << 20);
    }

    [Fact]
    public void Missing_tensors_are_named()
    {
        var act = () => Open(Llama, LlamaTensors().Without("model.layers.0.mlp.up_proj.weight"));
        act.Should().Throw<CheckpointFormatException>().WithMessage("*lacks 1*'model.layers.0.mlp.up_proj.weight'*").Which.Defect.Should().Be(CheckpointDefect.MissingTensor);
    }

    [Fact]
    public void A_wrong_shape_is_named_with_both_shapes()
    {
        var act = () => Open(Llama, LlamaTensors().Add("model.layers.0.mlp.down_proj.weight", 12, 8));
        act.Should().Throw<CheckpointFormatException>().WithMessage("*'model.layers.0.mlp.down_proj.weight' is ?12, 8?*asks for ?8, 12?*").Which.Defect.Should().Be(CheckpointDefect.ShapeMismatch);
    }

    [Fact]
    public void Unknown_tensors_are_reported_and_harmless_buffers_are_not()
    {
        using var source = Open(Llama, LlamaTensors().Add("model.extra.weight", 3).Add("model.layers.0.self_attn.rotary_emb.inv_freq", 2));
        source.UnusedTensors.Should().Equal("model.extra.weight");
    }

    [Fact]
    public void A_tied_head_needs_no_tensor()
    {
        using var source = Open(Llama.Replace("\"silu\"", "\"silu\",\"tie_word_embeddings\":true", StringComparison.Ordinal), LlamaTensors().Without("lm_head.weight"));
        source.Config.Head.Tied.Should().BeTrue();
        source.Weights.Contains("head.weight").Should().BeFalse();
    }

    [Fact]
    public void Fused_and_transposed_matrices_are_split_and_turned()
    {
        const string Settings = """{"model_type":"gpt2","n_embd":4,"n_layer":1,"n_head":2,"n_positions":8,"vocab_size":5}""";
        var tensors = new MemoryCheckpoint().Add("wte.weight", 5, 4).Add("wpe.weight", 8, 4).Add("ln_f.weight", 4).Add("ln_f.bias", 4);
        foreach (var norm in new[] { "h.0.ln_1", "h.0.ln_2" })
            tensors.Add(norm + ".weight", 4).Add(norm + ".bias", 4);
        tensors.Add("h.0.attn.c_attn.weight", 4, 12).Add("h.0.attn.c_attn.bias", 12).Add("h.0.attn.c_proj.weight", 4, 4).Add("h.0.attn.c_proj.bias", 4)
            .Add("h.0.mlp.c_fc.weight", 4, 16).Add("h.0.mlp.c_fc.bias", 16).Add("h.0.mlp.c_proj.weight", 16, 4).Add("h.0.mlp.c_proj.bias", 4);
        using var source = Open(Settings, tensors);

        // Element (in, out) of the stored matrix is 12·in + out; keys are outputs 4 to 7.
        Read(source, "layers.0.attention.k.weight", 16).Should().Equal(4, 16, 28, 40, 5, 17, 29, 41, 6, 18, 30, 42, 7, 19, 31, 43);
        Read(source, "layers.0.attention.v.bias", 4).Should().Equal(8, 9, 10, 11);
    }

    [Fact]
    public void Heads_fused_one_by_one_are_taken_apart()
    {
        const string Settings = """{"model_type":"gpt_neox","hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"vocab_size":5,"rotary_pct":1.0}""";
        var tensors = new MemoryCheckpoint().Add("gpt_neox.embed_in.weight", 5, 4).Add("embed_out.weight", 5, 4).Add("gpt_neox.final_layer_norm.weight", 4).Add("gpt_neox.final_layer_norm.bias", 4);
        const string Layer = "gpt_neox.layers.0.";
        foreach (var norm in new[] { "input_layernorm", "post_attention_layernorm" })
            tensors.Add(Layer + norm + ".weight", 4).Add(Layer + norm + ".bias", 4);
        foreach (var square in new[] { "attention.dense", "mlp.dense_h_to_4h", "mlp.dense_4h_to_h" })
            tensors.Add(Layer + square + ".weight", 4, 4).Add(Layer + square + ".bias", 4);
        tensors.Add(Layer + "attention.query_key_value.weight", 12, 4).Add(Layer + "attention.query_key_value.bias", 12);
        using var source = Open(Settings, tensors);
        Read(source, "layers.0.attention.q.bias", 4).Should().Equal(0, 1, 6, 7);
        Read(source, "layers.0.attention.k.bias", 4).Should().Equal(2, 3, 8, 9);
        Read(source, "layers.0.attention.v.weight", 16).Should().Equal(16, 17, 18, 19, 20, 21, 22, 23, 40, 41, 42, 43, 44, 45, 46, 47);
    }

    private static float[] Read(DecoderSource source, string name, int count)
    {
        var values = new float[count];
        source.Weights.Read(name, 0, values);
        return values;
    }

    private static DecoderSource Open(string settings, MemoryCheckpoint tensors)
    {
        using var document = JsonDocument.Parse(settings);
        return DecoderSource.Create(tensors, document.RootElement.Clone(), "config.json");
    }

    private static MemoryCheckpoint LlamaTensors() => new MemoryCheckpoint()
        .Add("model.embed_tokens.weight", 16, 8)
        .Add("model.layers.0.input_layernorm.weight", 8)
        .Add("model.layers.0.self_attn.q_proj.weight", 8, 8)
        .Add("model.layers.0.self_attn.k_proj.weight", 4, 8)
        .Add("model.layers.0.self_attn.v_proj.weight", 4, 8)
        .Add("model.layers.0.self_attn.o_proj.weight", 8, 8)
        .Add("model.layers.0.post_attention_layernorm.weight", 8)
        .Add("model.layers.0.mlp.gate_proj.weight", 12, 8)
        .Add("model.layers.0.mlp.up_proj.weight", 12, 8)
        .Add("model.layers.0.mlp.down_proj.weight", 8, 12)
        .Add("model.norm.weight", 8)
        .Add("lm_head.weight", 16, 8);
}
