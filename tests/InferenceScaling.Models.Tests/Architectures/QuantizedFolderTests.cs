using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Saving;
using InferenceScaling.Models.Tests.Checkpoints;
using InferenceScaling.Models.Tests.Cpu;

namespace InferenceScaling.Models.Tests.Architectures;

public sealed class QuantizedFolderTests : IDisposable
{
    private const string Llama = """{"model_type":"llama","hidden_size":16,"intermediate_size":24,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":32,"max_position_embeddings":32}""";
    private const string Gpt2 = """{"model_type":"gpt2","n_embd":16,"n_layer":1,"n_head":2,"n_positions":32,"vocab_size":32}""";
    private const string Query = "model.layers.0.self_attn.q_proj";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, 8, true, false, true)]
    [InlineData(4, 8, false, false, true)]
    [InlineData(4, 8, false, true, true)]
    [InlineData(4, 8, false, true, false)]
    [InlineData(4, 0, false, false, false)]
    [InlineData(8, 8, true, false, true)]
    [InlineData(8, 0, false, false, true)]
    [InlineData(8, 8, false, true, false)]
    public void Gptq_is_read_in_both_its_versions(int bits, int groupSize, bool isSymmetric, bool isOrdered, bool isFirstVersion)
    {
        var format = new QuantizationFormat(bits, groupSize, isSymmetric);
        var (config, weights) = Weights(Llama, name => name.Contains("layers", StringComparison.Ordinal) ? format : null, isOrdered);
        using var source = WriteGptq(Llama, GptqFolder.Tensors(config, weights, isFirstVersion), $$"""
            {"quant_method":"gptq","bits":{{bits}},"group_size":{{(groupSize == 0 ? -1 : groupSize)}},"sym":{{(isSymmetric ? "true" : "false")}},"desc_act":{{(isOrdered ? "true" : "false")}}{{(isFirstVersion ? "" : ",\"checkpoint_format\":\"gptq_v2\"")}}}
            """);

        source.UnusedTensors.Should().BeEmpty();
        foreach (var name in new[] { "layers.0.attention.q.weight", "layers.0.attention.k.weight", "layers.0.feed_forward.gate.weight", "layers.0.feed_forward.down.weight" })
        {
            source.Weights.Quantization(name).Should().Be(format);
            var (found, expected) = (source.Weights.ReadQuantized(name), weights.ReadQuantized(name));
            found.Codes.Should().Equal(expected.Codes);
            found.Scales.Should().Equal(expected.Scales);
            found.Zeros.Should().Equal(expected.Zeros);
            found.GroupOf.Should().Equal(expected.GroupOf);
            Row(source.Weights, name, 5).Should().Equal(Row(weights, name, 5));
        }

        source.Weights.Quantization("embed.weight").Should().BeNull();
    }

    [Fact]
    public void Gptq_keeps_outputs_by_inputs_also_where_the_family_turns_matrices_round()
    {
        // The tools quantise GPT-2's fused and turned matrices as if they were linear layers of [out, in].
        var format = new QuantizationFormat(4, 8, IsSymmetric: false);
        var (config, weights) = Weights(Gpt2, name => name.EndsWith("attention.o.weight", StringComparison.Ordinal) || name.EndsWith("up.weight", StringComparison.Ordinal) ? format : null);
        using var source = WriteGptq(Gpt2, [.. GptqFolder.Tensors(config, weights, zerosLessOne: true).GroupBy(tensor => tensor.Name).Select(Fuse)], """{"quant_method":"gptq","bits":4,"group_size":8,"sym":false}""");

        foreach (var name in new[] { "layers.0.attention.o.weight", "layers.0.feed_forward.up.weight" })
        {
            source.Weights.ReadQuantized(name).Codes.Should().Equal(weights.ReadQuantized(name).Codes);
            Row(source.Weights, name, 3).Should().Equal(Row(weights, name, 3));
        }
    }

    [Fact]
    public void A_symmetric_gptq_whose_zeros_stand_elsewhere_is_refused_with_the_remedy()
    {
        var (config, weights) = Weights(Llama, name => name == "layers.0.attention.q.weight" ? new(4, 8, IsSymmetric: false) : null);
        using var source = WriteGptq(Llama, GptqFolder.Tensors(config, weights, zerosLessOne: true), """{"quant_method":"gptq","bits":4,"group_size":8,"sym":true}""");
        FluentActions.Invoking(() => source.Weights.ReadQuantized("layers.0.attention.q.weight")).Should().Throw<CheckpointFormatException>().WithMessage("*qzeros*away from 8*'quantization_config.sym'*Write false*");
    }

    [Theory]
    [InlineData("""{"quant_method":"awq","bits":4}""", "*quant_method*'awq'*not supported*compressed-tensors*gptq*")]
    [InlineData("""{"quant_method":"bitsandbytes"}""", "*'bitsandbytes'*not supported*")]
    [InlineData("""{"quant_method":"fp8"}""", "*'fp8'*not supported*")]
    [InlineData("""{"bits":4}""", "*quant_method*missing*")]
    [InlineData("""{"quant_method":7}""", "*quant_method*7*a string*")]
    [InlineData("[1]", "*'quantization_config'*an object*")]
    [InlineData("""{"quant_method":"gptq","bits":3}""", "*bits*3*not supported*4 and 8*")]
    [InlineData("""{"quant_method":"gptq","bits":4,"group_size":0}""", "*group_size*0*")]
    [InlineData("""{"quant_method":"gptq","bits":4,"checkpoint_format":"marlin"}""", "*checkpoint_format*marlin*not supported*")]
    [InlineData("""{"quant_method":"gptq","bits":4,"dynamic":{"+:.*":{"bits":8}}}""", "*dynamic*not supported*")]
    [InlineData("""{"quant_method":"compressed-tensors"}""", "*config_groups*no group*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":7}}""", "*config_groups.g*7*an object*")]
    [InlineData("""{"quant_method":"compressed-tensors","format":"nvfp4-pack-quantized","config_groups":{"g":{"targets":["Linear"],"weights":{}}}}""", "*'quantization_config.format'*nvfp4*not supported*int-quantized and pack-quantized*")]
    [InlineData("""{"quant_method":"compressed-tensors","format":"float-quantized","config_groups":{"g":{"targets":["Linear"],"weights":{}}}}""", "*float-quantized*not supported*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["Linear"]}}}""", "*weights*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["Linear"],"weights":{"type":"float"}}}}""", "*weights.type*float*not supported*int*")]
    [InlineData("""{"quant_method":"compressed-tensors","format":"pack-quantized","config_groups":{"g":{"targets":["Linear"],"weights":{"num_bits":3}}}}""", "*num_bits*3*4 and 8*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["Linear"],"weights":{"strategy":"block"}}}}""", "*strategy*block*not supported*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["Linear"],"weights":{"strategy":"group"}}}}""", "*group_size*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["Linear"],"weights":{},"input_activations":{"num_bits":4}}}}""", "*input_activations.num_bits*4*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["re:(a+)\\1"],"weights":{}}}}""", "*targets*backtracking*")]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"g":{"targets":["re:("],"weights":{}}}}""", "*targets*malformed*")]
    [InlineData("""{"quant_method":"compressed-tensors","quantization_status":"frozen","config_groups":{}}""", "*quantization_status*frozen*")]
    [InlineData("""{"quant_method":"compressed-tensors","sparsity_config":{"format":"sparse-24-bitmask"},"config_groups":{}}""", "*sparsity_config.format*sparse-24-bitmask*")]
    [InlineData("""{"quant_method":"compressed-tensors","transform_config":{"config_groups":{}},"config_groups":{}}""", "*transform_config*")]
    public void A_method_or_setting_that_is_not_read_is_named(string quantization, string message)
    {
        var (config, weights) = Weights(Llama, _ => null);
        FluentActions.Invoking(() => WriteGptq(Llama, GptqFolder.Tensors(config, weights, zerosLessOne: true), quantization)).Should().Throw<CheckpointFormatException>().WithMessage("*config.json*").WithMessage(message).Which.Defect.Should().NotBe(CheckpointDefect.Unspecified);
    }

    [Theory]
    [InlineData("weight_scale", null, null, CheckpointDefect.MissingTensor, "*q_proj.weight_scale' is missing*")]
    [InlineData("weight_zero_point", null, null, CheckpointDefect.MissingTensor, "*q_proj.weight_zero_point' is missing*")]
    [InlineData("weight_shape", null, null, CheckpointDefect.MissingTensor, "*q_proj.weight_shape' is missing*")]
    [InlineData("weight_packed", null, null, CheckpointDefect.MissingTensor, "*q_proj.weight_packed' is missing*")]
    [InlineData("weight_packed", TensorType.F32, new long[] { 16, 2 }, CheckpointDefect.Dtype, "*weight_packed' is stored as F32; expected I32*")]
    [InlineData("weight_packed", TensorType.I32, new long[] { 16, 1 }, CheckpointDefect.ShapeMismatch, "*weight_shape' says 16 × 16*weight_packed' is [16, 1]*at most 8 codes*")]
    [InlineData("weight_packed", TensorType.I32, new long[] { 32 }, CheckpointDefect.ShapeMismatch, "*weight_packed' is [32]; expected a matrix*")]
    [InlineData("weight_scale", TensorType.F32, new long[] { 16, 1 }, CheckpointDefect.ShapeMismatch, "*weight_scale' is [16, 1]*[16, 2]*")]
    [InlineData("weight_scale", TensorType.I32, new long[] { 16, 2 }, CheckpointDefect.Dtype, "*weight_scale' is stored as I32*")]
    [InlineData("weight_zero_point", TensorType.I32, new long[] { 1, 2 }, CheckpointDefect.ShapeMismatch, "*weight_zero_point' is [1, 2]*[2, 2]*")]
    [InlineData("weight_shape", TensorType.I64, new long[] { 3 }, CheckpointDefect.ShapeMismatch, "*weight_shape' is [3]*[2]*")]
    [InlineData("weight_shape", TensorType.I64, new long[] { 2 }, CheckpointDefect.ShapeMismatch, "*weight_shape' says 0 × 0*")]
    [InlineData("weight_g_idx", TensorType.I32, new long[] { 15 }, CheckpointDefect.ShapeMismatch, "*weight_g_idx' is [15]*[16]*")]
    public void A_part_that_does_not_fit_is_named_with_what_was_found_and_expected(string part, TensorType? type, long[]? shape, CheckpointDefect defect, string message)
    {
        var tensors = CompressedParts(new(4, 8, IsSymmetric: false));
        tensors.Remove($"{Query}.{part}");
        if (type is { } replaced)
            tensors[$"{Query}.{part}"] = new($"{Query}.{part}", replaced, [.. shape!], new byte[shape!.Aggregate((long)replaced.BlockBytes(), (product, size) => product * size)]);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), tensors.Values);
        FluentActions.Invoking(() => DecoderSource.Open(_folder.Location)).Should().Throw<CheckpointFormatException>().WithMessage($"*{Query}*").WithMessage(message.Replace("[", "?", StringComparison.Ordinal).Replace("]", "?", StringComparison.Ordinal)).Which.Defect.Should().Be(defect);
    }

    [Theory]
    [InlineData("weight", (byte)0x78, "*weight' holds 120; 4 bits hold -8 to 7*")]
    [InlineData("weight_g_idx", (byte)9, "*in group*there are 2*")]
    public void Numbers_outside_their_range_are_refused_when_they_are_read(string part, byte fill, string message)
    {
        var tensors = CompressedParts(new(4, 8, HasIntegerActivations: true));
        var name = $"{Query}.{part}";
        var old = tensors.GetValueOrDefault(name) ?? new(name, TensorType.I32, [16], new byte[64]);
        tensors[name] = old with { Data = Enumerable.Repeat(fill, old.Data.Length).ToArray() };
        SafetensorsWriter.Write(_folder.File("model.safetensors"), tensors.Values);
        using var source = DecoderSource.Open(_folder.Location);
        FluentActions.Invoking(() => source.Weights.ReadQuantized("layers.0.attention.q.weight")).Should().Throw<CheckpointFormatException>().WithMessage(message);
        FluentActions.Invoking(() => source.Weights.Read("layers.0.attention.q.weight", 0, new float[16])).Should().Throw<CheckpointFormatException>().WithMessage(message);
    }

    [Fact]
    public void A_matrix_that_no_group_means_is_refused()
    {
        CompressedParts(new(4, 8));
        var config = File.ReadAllText(_folder.File("config.json"));
        File.WriteAllText(_folder.File("config.json"), config.Replace("\"ignore\": [", "\"ignore\": [\"re:.*q_proj$\",", StringComparison.Ordinal).Replace(",]", "]", StringComparison.Ordinal));
        FluentActions.Invoking(() => DecoderSource.Open(_folder.Location)).Should().Throw<CheckpointFormatException>().WithMessage($"*'{Query}'*config_groups*ignores*");
    }

    [Fact]
    public void Patterns_count_from_the_start_of_a_name_and_more_than_classes()
    {
        CompressedParts(new(4, 8));
        var config = File.ReadAllText(_folder.File("config.json"));
        var other = """{"group_1":{"targets":["re:model.*k_proj$"],"weights":{"num_bits":8,"group_size":8}},""";
        File.WriteAllText(_folder.File("config.json"), config.Replace("\"config_groups\": {", "\"config_groups\": " + other, StringComparison.Ordinal));
        FluentActions.Invoking(() => DecoderSource.Open(_folder.Location)).Should().Throw<CheckpointFormatException>().WithMessage("*k_proj*at most 8 codes of 8 bits*");
        File.WriteAllText(_folder.File("config.json"), config.Replace("\"config_groups\": {", "\"config_groups\": " + other.Replace("re:model.*", "re:layers.*", StringComparison.Ordinal), StringComparison.Ordinal));
        using var source = DecoderSource.Open(_folder.Location);
        source.Weights.Quantization("layers.0.attention.k.weight").Should().Be(new QuantizationFormat(4, 8));
    }

    [Fact]
    public void One_scale_and_one_zero_can_stand_for_a_whole_matrix()
    {
        var tensors = CompressedParts(new(8, 0, HasIntegerActivations: true));
        tensors[Query + ".weight_scale"] = SafetensorsTensor.FromSingles(Query + ".weight_scale", [1], [0.5f], TensorType.F16);
        foreach (var name in tensors.Keys.Where(name => name.EndsWith("weight_scale", StringComparison.Ordinal)).ToList())
            tensors[name] = SafetensorsTensor.FromSingles(name, [1], [0.5f], TensorType.F16);
        foreach (var name in tensors.Keys.Where(name => name.EndsWith("weight_scale", StringComparison.Ordinal)).ToList())
            tensors[name.Replace("_scale", "_zero_point", StringComparison.Ordinal)] = new(name.Replace("_scale", "_zero_point", StringComparison.Ordinal), TensorType.I8, [1], new byte[] { 3 });
        SafetensorsWriter.Write(_folder.File("model.safetensors"), tensors.Values);
        var config = File.ReadAllText(_folder.File("config.json"));
        File.WriteAllText(_folder.File("config.json"), config.Replace("\"channel\"", "\"tensor\"", StringComparison.Ordinal).Replace("\"symmetric\": true,\n          \"strategy\": \"tensor\"", "\"symmetric\": false,\n          \"strategy\": \"tensor\"", StringComparison.Ordinal));
        using var source = DecoderSource.Open(_folder.Location);
        source.Weights.Quantization("layers.0.attention.q.weight").Should().Be(new QuantizationFormat(8, 0, IsSymmetric: false, HasIntegerActivations: true));
        var codes = MemoryMarshal.Cast<byte, sbyte>(tensors[Query + ".weight"].Data.Span);
        Row(source.Weights, "layers.0.attention.q.weight", 0).Should().Equal(codes[..16].ToArray().Select(code => (code - 3) * 0.5f));
    }

    [Fact]
    public void Elements_and_bytes_can_be_read_from_anywhere()
    {
        CompressedParts(new(4, 8, IsSymmetric: false));
        using var source = DecoderSource.Open(_folder.Location);
        var (all, part, bytes) = (new float[256], new float[45], new byte[21]);
        source.Checkpoint.ReadSingles(Query + ".weight", 0, all);
        source.Checkpoint.ReadSingles(Query + ".weight", 23, part);
        source.Checkpoint.ReadBytes(Query + ".weight", 93, bytes);
        part.Should().Equal(all[23..68]);
        bytes.Should().Equal(MemoryMarshal.AsBytes(all.AsSpan()).Slice(93, 21).ToArray());
        FluentActions.Invoking(() => source.Checkpoint.ReadSingles(Query + ".weight", 255, new float[2])).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static SafetensorsTensor Fuse(IGrouping<string, SafetensorsTensor> tensors)
    {
        // Three equal parts of GPT-2's fused tensor, or a matrix that its family turns round.
        var first = tensors.First();
        var parts = tensors.Count();
        if (first.Type != TensorType.F32 || first.Shape.Length != 2 || !first.Name.Contains("h.0.", StringComparison.Ordinal) || !first.Name.EndsWith(".weight", StringComparison.Ordinal))
            return first with { Shape = [first.Shape[0] * parts, .. first.Shape.Skip(1)], Data = tensors.SelectMany(tensor => tensor.Data.ToArray()).ToArray() };
        return first with { Shape = [first.Shape[1], first.Shape[0] * parts], Data = tensors.SelectMany(tensor => tensor.Data.ToArray()).ToArray() };
    }

    private Dictionary<string, SafetensorsTensor> CompressedParts(QuantizationFormat format)
    {
        var (config, weights) = Weights(Llama, name => name.Contains("layers", StringComparison.Ordinal) ? format : null);
        CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.Location);
        using var file = SafetensorsFile.Open(_folder.File("model.safetensors"));
        return file.Tensors.Values.Select(entry =>
        {
            var bytes = new byte[entry.ByteLength];
            file.ReadBytes(entry.Name, 0, bytes);
            return new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, bytes);
        }).ToDictionary(tensor => tensor.Name);
    }

    private DecoderSource WriteGptq(string settings, IEnumerable<SafetensorsTensor> tensors, string quantization)
    {
        SafetensorsWriter.Write(_folder.File("model.safetensors"), tensors);
        File.WriteAllText(_folder.File("config.json"), settings[..^1] + ",\"quantization_config\":" + quantization + "}");
        return DecoderSource.Open(_folder.Location);
    }

    private static (DecoderConfig Config, QuantizedWeights Weights) Weights(string settings, Func<string, QuantizationFormat?> formats, bool isOrdered = false)
    {
        using var document = JsonDocument.Parse(settings);
        var config = TransformersModel.Configure(document.RootElement, "config.json");
        return (config, new(config, formats, isOrdered));
    }

    private static float[] Row(IDecoderWeights weights, string name, int row)
    {
        var values = new float[weights.Shape(name)[1]];
        weights.Read(name, row * (long)values.Length, values);
        return values;
    }
}
