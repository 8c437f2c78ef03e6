using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Saving;
using InferenceScaling.TorchSharp;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Tests.Decoder;

/// <summary>Decoders whose layers have sizes of their own.</summary>
public sealed class UnevenDecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    // Families with windows, rotations left out, experts, fused matrices, norms of queries, biases: what an uneven decoder has to be saved with.
    public static TheoryData<string, string> Families => new()
    {
        { "llama", "" },
        { "ledger", "\"embed_shifts\":2,\"embed_norm\":true,\"rms_norm_weight\":false,\"mlp_gate\":false," },
        { "qwen2", "\"use_sliding_window\":true,\"sliding_window\":5,\"max_window_layers\":1," },
        { "qwen3", "" },
        { "gemma3_text", "\"sliding_window\":5,\"sliding_window_pattern\":2,\"query_pre_attn_scalar\":8," },
        { "gpt2", "" },
        { "gpt_neox", "" },
        { "phi3", "" },
        { "olmo2", "" },
        { "smollm3", "\"no_rope_layer_interval\":3," },
        { "qwen2_moe", "\"num_experts\":3,\"num_experts_per_tok\":2,\"moe_intermediate_size\":5,\"shared_expert_intermediate_size\":6,\"decoder_sparse_step\":2," },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Training_and_both_executors_have_the_same_logits_and_what_is_saved_loads_the_same(string family, string members)
    {
        using var decoder = Uneven(family, members);
        decoder.Save(_folder, TensorType.F32);
        using var source = DecoderSource.Open(_folder);
        source.Config.Layers.Should().Equal(decoder.Config.Layers);
        source.UnusedTensors.Should().BeEmpty();
        using var loaded = TrainableDecoder.Load(_folder);
        TinyTask.Weights(loaded).Should().Equal(TinyTask.Weights(decoder));

        int[] tokens = [1, 2, 3, 4, 5, 6, 7, 0, 3, 1, 9, 11];
        var trained = Trained(decoder, tokens);
        foreach (var backend in new[] { Backend.Cpu(), Backend.Torch() })
        {
            using var executor = backend.CreateExecutor(source.Config, source.Weights);
            var found = ExecutorLogits.Of(executor, tokens);
            found.Zip(trained, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(2e-5f * Math.Max(1, trained.Max(MathF.Abs)));
        }
    }

    [Fact]
    public void A_model_saved_from_a_folder_keeps_its_sizes()
    {
        using var decoder = Uneven("llama", "");
        decoder.Save(Path.Combine(_folder, "one"), TensorType.F32);
        ModelSaver.Save(Path.Combine(_folder, "one"), Path.Combine(_folder, "two"), new() { WeightType = TensorType.BF16 });
        using var source = DecoderSource.Open(Path.Combine(_folder, "two"));
        source.Config.Layers.Should().Equal(decoder.Config.Layers);
        File.ReadAllText(Path.Combine(_folder, "two", "config.json")).Should().Contain("layer_sizes");
    }

    [Fact]
    public void Layers_the_family_has_no_words_for_are_not_saved_as_something_else()
    {
        using var llama = Create("llama", "");
        var config = llama.Config with { Layers = [.. llama.Config.Layers.Select(layer => layer with { Window = 3 })] };
        using var windowed = llama.With(config, llama.Weights);
        FluentActions.Invoking(() => windowed.Save(_folder)).Should().Throw<CheckpointFormatException>().WithMessage("*config.json*llama*no words*");
        Directory.EnumerateFiles(_folder).Should().BeEmpty();
    }

    [Fact]
    public void A_decoder_of_another_kind_is_refused()
    {
        using var llama = Create("llama", "");
        FluentActions.Invoking(() => llama.With(llama.Config with { HiddenSize = 12 }, llama.Weights)).Should().Throw<ArgumentException>().WithMessage("*layers only*");
        FluentActions.Invoking(() => llama.With(llama.Config with { Layers = llama.Config.Layers.SetItem(1, new() { IntermediateSize = 4 }) }, llama.Weights))
            .Should().Throw<ArgumentException>().WithMessage("*layers.1.feed_forward.gate.weight*[10, 24]*[4, 24]*");
    }

    [Fact]
    public void A_decoder_made_of_weights_alone_computes_and_says_why_it_cannot_be_saved()
    {
        using var llama = Create("llama", "");
        using var copy = TrainableDecoder.From(llama.Config, llama.Weights);
        Trained(copy, [1, 2, 3]).Should().Equal(Trained(llama, [1, 2, 3]));
        FluentActions.Invoking(() => copy.Save(_folder)).Should().Throw<InvalidOperationException>().WithMessage("*without settings*");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TrainableDecoder Uneven(string family, string members)
    {
        using var whole = Create(family, members);
        var shared = whole.Config.Attention.KeyValueHeadCount == whole.Config.Attention.HeadCount;
        LayerConfig Cut(LayerConfig layer, int heads, int width) => layer with { HeadCount = heads, KeyValueHeadCount = shared ? heads : heads / 2, IntermediateSize = layer.Sparse ? null : width };
        ImmutableArray<LayerConfig> layers = [whole.Config.Layers[0] with { IntermediateSize = 3 }, Cut(whole.Config.Layers[2], 4, 9), whole.Config.Layers[3], Cut(whole.Config.Layers[4], 2, 1)];
        if (layers[0].Sparse)
            layers = layers.SetItem(0, layers[0] with { IntermediateSize = null });
        var config = whole.Config with { LayerCount = layers.Length, Layers = layers };
        return whole.With(config, new DrawnWeights(config));
    }

    private static TrainableDecoder Create(string family, string members)
    {
        using var settings = JsonDocument.Parse($$"""
            { "model_type": "{{family}}", {{members}} "vocab_size": 12, "hidden_size": 24, "intermediate_size": 10, "num_hidden_layers": 5, "num_attention_heads": 6,
              "num_key_value_heads": {{(family is "llama" or "qwen3" or "phi3" or "smollm3" ? 3 : 6)}}, "head_dim": 8, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rotary_pct": 1,
              "n_embd": 24, "n_layer": 5, "n_head": 6, "n_inner": 10, "n_positions": 64, "tie_word_embeddings": false }
            """);
        return TrainableDecoder.Create(settings.RootElement, 5);
    }

    private static float[] Trained(TrainableDecoder decoder, int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var batch = TrainingBatch.Of([[TrainingSequence.After([.. tokens])]]);
        return decoder.Outputs(batch, arange(0, tokens.Length)).reshape(-1).data<float>().ToArray();
    }
}
