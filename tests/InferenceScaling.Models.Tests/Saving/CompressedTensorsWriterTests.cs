using System.Text;
using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Architectures.Loading;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Saving;
using InferenceScaling.Models.Tests.Checkpoints;
using InferenceScaling.Models.Tests.Cpu;

namespace InferenceScaling.Models.Tests.Saving;

public sealed class CompressedTensorsWriterTests : IDisposable
{
    private const string Llama = """{"model_type":"llama","hidden_size":24,"intermediate_size":40,"num_hidden_layers":2,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":30,"max_position_embeddings":32,"torch_dtype":"float16","x_unknown":7,"quantization_config":{"quant_method":"awq"}}""";
    private const string Phi = """{"model_type":"phi3","hidden_size":24,"intermediate_size":40,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":30,"max_position_embeddings":32}""";
    private const string NeoX = """{"model_type":"gpt_neox","hidden_size":24,"intermediate_size":40,"num_hidden_layers":1,"num_attention_heads":2,"vocab_size":30,"rotary_pct":0.5}""";
    private const string Gpt2 = """{"model_type":"gpt2","n_embd":24,"n_layer":1,"n_head":2,"n_positions":32,"vocab_size":30}""";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, int, bool, bool, bool> Formats
    {
        get
        {
            var data = new TheoryData<string, int, int, bool, bool, bool>();
            foreach (var settings in new[] { Llama, Phi, NeoX })
            {
                data.Add(settings, 8, 0, true, true, false);
                data.Add(settings, 8, 8, true, true, false);
                data.Add(settings, 8, 0, false, true, false);
                data.Add(settings, 8, 8, true, false, false);
                data.Add(settings, 8, 0, false, false, false);
                data.Add(settings, 4, 8, true, false, false);
                data.Add(settings, 4, 8, false, false, false);
                data.Add(settings, 4, 0, false, false, false);
                data.Add(settings, 4, 8, false, false, true);
                data.Add(settings, 4, 7, true, false, false);
                data.Add(settings, 3, 8, false, false, false);
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_is_written_is_read_bit_for_bit(string settings, int bits, int groupSize, bool isSymmetric, bool hasIntegerActivations, bool isOrdered)
    {
        var format = new QuantizationFormat(bits, groupSize, isSymmetric, hasIntegerActivations);
        var (config, weights) = Weights(settings, name => IsLinear(name) ? format : null, isOrdered);
        CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(settings), _folder.Location);

        using var source = DecoderSource.Open(_folder.Location);
        source.UnusedTensors.Should().BeEmpty();
        Compare(source, config, weights, name => IsLinear(name) ? format : null);
    }

    [Fact]
    public void Matrices_in_different_formats_are_told_apart_by_name()
    {
        QuantizationFormat? FormatOf(string name) => name switch
        {
            "embed.weight" or "head.weight" => new(8, 8),
            "layers.0.attention.v.weight" => null,
            _ when name.Contains("layers.0", StringComparison.Ordinal) => new(8, 0, HasIntegerActivations: true),
            _ when IsLinear(name) => new(4, 8, IsSymmetric: false),
            _ => null,
        };
        var (config, weights) = Weights(Llama, FormatOf);
        CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.Location, TensorType.BF16);

        using var source = DecoderSource.Open(_folder.Location);
        Compare(source, config, weights, FormatOf);
        source.Checkpoint.Tensors["model.norm.weight"].Type.Should().Be(TensorType.BF16);
        using var written = JsonDocument.Parse(File.ReadAllText(_folder.File("config.json")));
        written.RootElement.GetProperty("quantization_config").GetProperty("format").GetString().Should().Be("mixed-precision");
    }

    [Fact]
    public void The_settings_are_those_that_vllm_and_transformers_know()
    {
        var (config, weights) = Weights(Llama, name => IsLinear(name) && name != "head.weight" ? new(8, 0, HasIntegerActivations: true) : null);
        CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.Location, TensorType.F16);

        using var written = JsonDocument.Parse(File.ReadAllText(_folder.File("config.json")));
        written.RootElement.GetProperty("x_unknown").GetInt32().Should().Be(7);
        written.RootElement.GetProperty("torch_dtype").GetString().Should().Be("float16");
        var quantization = written.RootElement.GetProperty("quantization_config");
        quantization.GetProperty("quant_method").GetString().Should().Be("compressed-tensors");
        quantization.GetProperty("format").GetString().Should().Be("int-quantized");
        quantization.GetProperty("quantization_status").GetString().Should().Be("compressed");
        quantization.GetProperty("ignore").EnumerateArray().Select(name => name.GetString()).Should().Equal("lm_head");
        var group = quantization.GetProperty("config_groups").GetProperty("group_0");
        group.GetProperty("targets").EnumerateArray().Select(name => name.GetString()).Should().Equal("Linear");
        JsonSerializer.Serialize(group.GetProperty("weights")).Should().Be("""{"num_bits":8,"type":"int","symmetric":true,"strategy":"channel","group_size":null,"actorder":null,"dynamic":false}""");
        JsonSerializer.Serialize(group.GetProperty("input_activations")).Should().Be("""{"num_bits":8,"type":"int","symmetric":true,"strategy":"token","dynamic":true}""");
    }

    [Fact]
    public void The_same_weights_give_the_same_bytes()
    {
        var (config, weights) = Weights(Llama, name => IsLinear(name) ? new(4, 8) : null);
        var files = new List<byte[]>();
        for (var time = 0; time < 2; time++)
        {
            CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.Location);
            files.Add([.. File.ReadAllBytes(_folder.File("model.safetensors")), .. File.ReadAllBytes(_folder.File("config.json"))]);
        }

        files[1].Should().Equal(files[0]);
    }

    [Fact]
    public void A_quantised_folder_is_saved_again_as_it_is_or_widened()
    {
        var (config, weights) = Weights(Llama, name => IsLinear(name) ? new(4, 8, IsSymmetric: false) : null);
        Directory.CreateDirectory(_folder.File("a"));
        CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.File("a"));
        ModelSaver.Save(_folder.File("a"), _folder.File("b"));
        ModelSaver.Save(_folder.File("a"), _folder.File("c"), new() { WeightType = TensorType.F32 });

        File.ReadAllBytes(_folder.File("b/model.safetensors")).Should().Equal(File.ReadAllBytes(_folder.File("a/model.safetensors")));
        using var widened = DecoderSource.Open(_folder.File("c"));
        Compare(widened, config, weights, _ => null);
    }

    [Fact]
    public void What_has_no_place_in_the_format_is_refused()
    {
        var (phi, mixed) = Weights(Phi, name => name.EndsWith("attention.k.weight", StringComparison.Ordinal) ? new(4) : null);
        Writing(phi, mixed, Phi).Should().Throw<ArgumentException>().WithMessage("*'layers.0.attention.k.weight' (QuantizationFormat*4*one tensor*qkv_proj*");
        var (gpt2, turned) = Weights(Gpt2, name => name.EndsWith("attention.o.weight", StringComparison.Ordinal) ? new(4) : null);
        Writing(gpt2, turned, Gpt2).Should().Throw<ArgumentException>().WithMessage("*'layers.0.attention.o.weight'*c_proj*[in, out]*");
        var (llama, plain) = Weights(Llama, _ => null);
        Writing(llama, plain, Llama).Should().Throw<ArgumentException>().WithMessage("No weight is kept in integers*");
        File.Exists(_folder.File("config.json")).Should().BeFalse();
    }

    [Fact]
    public void A_cancelled_writing_leaves_no_file()
    {
        var (config, weights) = Weights(Llama, name => IsLinear(name) ? new(4, 8) : null);
        FluentActions.Invoking(() => CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(Llama), _folder.Location, cancellationToken: new(canceled: true))).Should().Throw<OperationCanceledException>();
        Directory.GetFiles(_folder.Location).Should().BeEmpty();
    }

    private Action Writing(DecoderConfig config, IDecoderWeights weights, string settings) => () => CompressedTensorsWriter.Write(config, weights, Encoding.UTF8.GetBytes(settings), _folder.Location);

    private static bool IsLinear(string name) => !name.StartsWith("embed", StringComparison.Ordinal);

    private static (DecoderConfig Config, QuantizedWeights Weights) Weights(string settings, Func<string, QuantizationFormat?> formats, bool isOrdered = false)
    {
        using var document = JsonDocument.Parse(settings);
        var config = TransformersModel.Configure(document.RootElement, "config.json");
        return (config, new(config, formats, isOrdered));
    }

    private static void Compare(DecoderSource source, DecoderConfig config, QuantizedWeights weights, Func<string, QuantizationFormat?> formats)
    {
        foreach (var (name, shape) in DecoderWeightList.Of(config).Select(weight => (weight.Name, weight.Shape)))
        {
            var format = shape.Length == 2 ? formats(name) : null;
            source.Weights.Quantization(name).Should().Be(format, name);
            if (format is null && source.Weights.StoredType(name) == TensorType.BF16)
                continue;
            var (found, expected) = (new float[shape.Aggregate(1L, (product, size) => product * size)], new float[shape.Aggregate(1L, (product, size) => product * size)]);
            source.Weights.Read(name, 0, found);
            weights.Read(name, 0, expected);
            found.Should().Equal(expected, name);
            if (format is null)
                continue;
            var (read, written) = (source.Weights.ReadQuantized(name), weights.ReadQuantized(name));
            read.Codes.Should().Equal(written.Codes, name);
            read.Scales.Should().Equal(written.Scales, name);
            read.Zeros.Should().Equal(written.Zeros, name);
            read.GroupOf.Should().Equal(written.GroupOf, name);
        }
    }
}
