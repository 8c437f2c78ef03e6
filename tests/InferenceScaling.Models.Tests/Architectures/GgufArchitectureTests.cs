using InferenceScaling.Conformance.Arch;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.GgufRecipes;
using InferenceScaling.Models.Architectures.Recipes;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Tests.Checkpoints;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Architectures;

/// <summary>A model gives the same logits from a GGUF file as from its safetensors, which have references.</summary>
public sealed class GgufArchitectureTests : IDisposable
{
    // Settings pass through fp32, and Gemma's constants are folded into weights.
    private const double Tolerance = 3e-4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("llama_mha_tied")]
    [InlineData("llama_linear_rope")]
    [InlineData("mixtral")]
    [InlineData("qwen2_tied_bias")]
    [InlineData("qwen2_moe")]
    [InlineData("qwen3_qknorm")]
    [InlineData("gemma2")]
    [InlineData("gemma3_text")]
    [InlineData("phi3")]
    [InlineData("phi3_longrope_partial")]
    [InlineData("gpt2")]
    [InlineData("gpt_neox")]
    [InlineData("granite")]
    [InlineData("olmo2")]
    [InlineData("smollm3_nope")]
    public void A_converted_model_computes_the_reference_logits(string fixture)
    {
        var folder = SharedFixtures.Folder($"fixtures/arch/{fixture}");
        var path = _folder.Write("model.gguf", GgufConversion.Convert(folder));
        using var reference = new ArchReference(folder);
        using var source = DecoderSource.Open(path);
        using var runner = new ModelRunner(source, Backend.Cpu());

        source.UnusedTensors.Should().BeEmpty();
        for (var prompt = 0; prompt < reference.Prompts.Count; prompt++)
            Comparison.Close($"logits {prompt}", runner.ReadPrompt(reference.Prompts[prompt]), reference.Logits(prompt), Math.Max(reference.Tolerance, Tolerance));
    }

    [SkippableTheory]
    [InlineData("q4_0", 4)]
    [InlineData("q8_0", 8)]
    public void Blocks_of_codes_are_read_as_codes_with_rows_turned_for_rotation(string type, int bits)
    {
        using var source = DecoderSource.Open(Path.Combine(SharedFixtures.Folder("fixtures/gguf/tiny_models"), $"tiny_llama_sharded_{type}.gguf"));
        var read = 0;
        foreach (var weight in DecoderWeightList.Of(source.Config).Where(weight => source.Weights.Quantization(weight.Name) is not null))
        {
            var (expected, found) = (new float[weight.ElementCount], new float[weight.ElementCount]);
            source.Weights.Read(weight.Name, 0, expected);
            source.Weights.ReadQuantized(weight.Name).Dequantize(0, found);
            found.Should().Equal(expected, weight.Name);
            source.Weights.Quantization(weight.Name).Should().Match<QuantizationFormat?>(format => format == new QuantizationFormat(bits, 32) || (bits == 4 && weight.Name == "head.weight"));
            read++;
        }

        read.Should().BeGreaterThan(7);
    }

    [Fact]
    public void Every_recipe_but_our_own_format_has_its_gguf_architecture() =>
        GgufCatalog.All.SelectMany(recipe => recipe.ModelTypes).Append("ledger").Should().BeEquivalentTo(RecipeCatalog.All.Select(recipe => recipe.ModelType));

    [Fact]
    public void An_unknown_architecture_is_named_with_the_known_ones() =>
        Opening(new GgufBytes().Text("general.architecture", "mamba")).Should().Throw<CheckpointFormatException>().WithMessage("*model.gguf*'mamba'*gemma2*qwen2moe*");

    [Fact]
    public void More_experts_a_token_than_there_are_is_refused() =>
        Opening(Tiny("llama").Value("llama.expert_count", GgufValueType.UInt32, 4, 0, 0, 0).Value("llama.expert_used_count", GgufValueType.UInt32, 5, 0, 0, 0))
            .Should().Throw<CheckpointFormatException>().WithMessage("*'llama.expert_used_count' is 5; expected 1 to 4*");

    [Fact]
    public void Experts_of_the_wrong_number_are_refused() =>
        Opening(Tiny("llama").Value("llama.expert_count", GgufValueType.UInt32, 4, 0, 0, 0).Value("llama.expert_used_count", GgufValueType.UInt32, 2, 0, 0, 0)
                .Tensor("blk.0.ffn_gate_exps.weight", 0, [4, 4, 3], new byte[192]))
            .Should().Throw<CheckpointFormatException>().WithMessage("*'blk.0.ffn_gate_exps.weight' is [3, 4, 4]*asks for [4, 4, 4]*");

    [Fact]
    public void A_pattern_of_windows_with_another_number_of_layers_is_refused() =>
        Opening(Tiny("gemma3").Value("gemma3.attention.sliding_window", GgufValueType.UInt32, 8, 0, 0, 0)
                .Value("gemma3.attention.sliding_window_pattern", GgufValueType.Array, [.. GgufBytes.Array(GgufValueType.Bool, 3), 1, 0, 1]))
            .Should().Throw<CheckpointFormatException>().WithMessage("*sliding_window_pattern' has 3 elements*1 layers*");

    [Fact]
    public void The_windows_of_olmo_3_are_not_taken_for_olmo_2() =>
        Opening(Tiny("olmo2").Value("olmo2.attention.sliding_window", GgufValueType.UInt32, 8, 0, 0, 0)).Should().Throw<CheckpointFormatException>().WithMessage("*OLMo 3*");

    private static GgufBytes Tiny(string architecture)
    {
        var file = new GgufBytes().Text("general.architecture", architecture);
        foreach (var (name, value) in new[] { ("context_length", 16u), ("embedding_length", 4u), ("block_count", 1u), ("feed_forward_length", 4u), ("attention.head_count", 2u) })
            file.Value($"{architecture}.{name}", GgufValueType.UInt32, BitConverter.GetBytes(value));
        return file.Value($"{architecture}.attention.layer_norm_rms_epsilon", GgufValueType.Float32, BitConverter.GetBytes(1e-5f)).Tensor("token_embd.weight", 0, [4, 8], new byte[128]);
    }

    private Action Opening(GgufBytes file) => () => DecoderSource.Open(_folder.Write("model.gguf", file.ToArray())).Dispose();
}
