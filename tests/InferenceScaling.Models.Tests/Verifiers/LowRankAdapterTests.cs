using System.Runtime.InteropServices;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Tests.Checkpoints;
using static InferenceScaling.Models.Tests.Verifiers.TinyReward;

namespace InferenceScaling.Models.Tests.Verifiers;

public sealed class LowRankAdapterTests
{
    private const string Query = "model.layers.1.self_attn.q_proj";
    private const string Value = "model.layers.0.self_attn.v_proj";
    private const string Config = """{"peft_type": "LORA", "r": 3, "lora_alpha": 6, "bias": "none", "target_modules": ["q_proj", "v_proj"]}""";

    [Fact]
    public async Task An_adapter_is_added_to_the_weights()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        using var adapter = new TemporaryFolder();
        var pairs = WriteAdapter(adapter, Config);
        await using var adapted = LanguageModel.Load(folder.Location, options: new() { AdapterPath = adapter.Location });
        await using var plain = LanguageModel.Load(folder.Location);

        // The same sum, written into a checkpoint of its own.
        SafetensorsWriter.Write(Path.Combine(folder.Location, "model.safetensors"), folder.Tensors.Select(tensor => Merge(tensor, pairs)));
        await using var merged = LanguageModel.Load(folder.Location);
        var expected = await merged.ScoreAsync(Bytes("Q"), Bytes("a+b=5"));
        (await adapted.ScoreAsync(Bytes("Q"), Bytes("a+b=5"))).LogProbabilities.Should().Equal(expected.LogProbabilities, (left, right) => Math.Abs(left - right) < 1e-4);
        var change = (await plain.ScoreAsync(Bytes("Q"), Bytes("a+b=5"))).LogProbabilities.Zip(expected.LogProbabilities, (left, right) => Math.Abs(left - right)).Max();
        change.Should().BeGreaterThan(0.01f, "otherwise the adapter would not show");
    }

    [Theory]
    [InlineData("""{"peft_type": "IA3", "r": 3}""", "*peft_type*IA3*")]
    [InlineData("""{"peft_type": "LORA", "r": 0}""", "*'r'*")]
    [InlineData("""{"peft_type": "LORA", "r": 4}""", "*lora_A*3, 16*4, 16*")]
    [InlineData("""{"peft_type": "LORA", "r": 3, "use_dora": true}""", "*use_dora*")]
    [InlineData("""{"peft_type": "LORA", "r": 3, "bias": "all"}""", "*bias*")]
    [InlineData("""{"peft_type": "LORA", "r": 3, "alpha_pattern": {"q_proj": 1}}""", "*alpha_pattern*")]
    [InlineData("""{"peft_type": "LORA", "r": 3, "modules_to_save": ["lm_head"]}""", "*modules_to_save*")]
    public void An_adapter_that_cannot_be_added_is_named(string config, string message)
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        using var adapter = new TemporaryFolder();
        WriteAdapter(adapter, config);
        Loading(folder, adapter).Should().Throw<CheckpointFormatException>().WithMessage(message);
    }

    [Fact]
    public void An_adapter_of_another_model_or_with_a_half_missing_is_named()
    {
        using var folder = new TinyReward("LlamaForCausalLM");
        using var adapter = new TemporaryFolder();
        var pairs = WriteAdapter(adapter, Config);
        var file = adapter.File("adapter_model.safetensors");
        SafetensorsWriter.Write(file, pairs.Values.Skip(1));
        Loading(folder, adapter).Should().Throw<CheckpointFormatException>().WithMessage("*lora_A*lora_B*");
        SafetensorsWriter.Write(file, pairs.Values.Take(1));
        Loading(folder, adapter).Should().Throw<CheckpointFormatException>().WithMessage("*lacks*lora_B*");
        SafetensorsWriter.Write(file, [Random("base_model.model.other.lora_A.weight", 3, Hidden)]);
        Loading(folder, adapter).Should().Throw<CheckpointFormatException>().WithMessage("*'other.weight'*another model*");
        SafetensorsWriter.Write(file, [Random("classifier.weight", 3, Hidden)]);
        Loading(folder, adapter).Should().Throw<CheckpointFormatException>().WithMessage("*classifier.weight*");
    }

    private static Func<LanguageModel> Loading(TinyReward folder, TemporaryFolder adapter) => () => LanguageModel.Load(folder.Location, options: new() { AdapterPath = adapter.Location });

    private static Dictionary<string, SafetensorsTensor> WriteAdapter(TemporaryFolder folder, string config)
    {
        SafetensorsTensor[] tensors =
        [
            Random($"base_model.model.{Query}.lora_A.weight", 3, Hidden), Random($"base_model.model.{Query}.lora_B.weight", Hidden, 3),
            Random($"base_model.model.{Value}.lora_A.weight", 3, Hidden), Random($"base_model.model.{Value}.lora_B.weight", Hidden / 2, 3),
        ];
        File.WriteAllText(folder.File("adapter_config.json"), config);
        SafetensorsWriter.Write(folder.File("adapter_model.safetensors"), tensors);
        return tensors.ToDictionary(tensor => tensor.Name);
    }

    private static SafetensorsTensor Merge(SafetensorsTensor tensor, Dictionary<string, SafetensorsTensor> pairs)
    {
        var name = "base_model.model." + tensor.Name.Replace(".weight", string.Empty, StringComparison.Ordinal);
        if (!pairs.TryGetValue(name + ".lora_A.weight", out var down))
            return tensor;
        var values = MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
        var a = MemoryMarshal.Cast<byte, float>(down.Data.Span);
        var b = MemoryMarshal.Cast<byte, float>(pairs[name + ".lora_B.weight"].Data.Span);
        for (var row = 0; row < tensor.Shape[0]; row++)
        {
            for (var column = 0; column < Hidden; column++)
            {
                for (var inner = 0; inner < 3; inner++)
                    values[(row * Hidden) + column] += 6f / 3 * b[(row * 3) + inner] * a[(inner * Hidden) + column];
            }
        }

        return SafetensorsTensor.FromSingles(tensor.Name, tensor.Shape, values);
    }
}
