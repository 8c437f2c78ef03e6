using System.Buffers.Binary;
using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using Xunit.Abstractions;

namespace InferenceScaling.Models.Tests.Cpu;

/// <summary>Takes a gigabyte of disk and memory and a few seconds, and nothing may run beside it: set INFERENCE_SCALING_LARGE=1 to run it.</summary>
[Collection(nameof(LargeCheckpointTests))]
[CollectionDefinition(nameof(LargeCheckpointTests), DisableParallelization = true)]
public sealed class LargeCheckpointTests(ITestOutputHelper output)
{
    private const string Settings = """
        {"architectures":["Qwen2ForCausalLM"],"model_type":"qwen2","hidden_act":"silu","hidden_size":896,"intermediate_size":4864,"num_hidden_layers":24,
        "num_attention_heads":14,"num_key_value_heads":2,"max_position_embeddings":32768,"rms_norm_eps":1e-6,"rope_theta":1000000.0,"tie_word_embeddings":true,"vocab_size":151936}
        """;

    [SkippableFact]
    public async Task Loading_takes_little_more_memory_than_the_file()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("INFERENCE_SCALING_LARGE") == "1", "INFERENCE_SCALING_LARGE is not 1");
        var folder = Directory.CreateTempSubdirectory("large-checkpoint");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config.json"), Settings);
            var path = Path.Combine(folder.FullName, "model.safetensors");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            Write(path);
            output.WriteLine($"written in {clock.Elapsed.TotalSeconds:F1} s");
            var length = new FileInfo(path).Length;
            length.Should().BeGreaterThan(980_000_000);

            var before = Environment.WorkingSet;
            var peak = before;
            using var stopping = new CancellationTokenSource();
            var watching = Task.Run(() =>
            {
                while (!stopping.Token.WaitHandle.WaitOne(2))
                    peak = Math.Max(peak, Environment.WorkingSet);
            });
            clock.Restart();
            using (var source = DecoderSource.Open(folder.FullName))
            using (var executor = new CpuExecutor(source.Config, source.Weights))
            {
                output.WriteLine($"loaded in {clock.Elapsed.TotalSeconds:F1} s");
                clock.Restart();
                new ExecutorSequences(executor).Generate([1, 2, 3, 4, 5, 6, 7, 8], 6).Should().OnlyContain(token => token >= 0 && token < 151936);
                output.WriteLine($"6 tokens in {clock.Elapsed.TotalSeconds:F2} s");
                executor.WeightBytes.Should().BeCloseTo(length, 2_000_000);
            }

            await stopping.CancelAsync();
            await watching;
            output.WriteLine($"file {length / 1e6:F0} MB, peak of the working set {(peak - before) / 1e6:F0} MB above the start: {(double)(peak - before) / length:F3} of the file");
            ((double)(peak - before) / length).Should().BeLessThan(1.3);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Written by hand: the writer takes tensors that are in memory.
    private static void Write(string path)
    {
        using var header = new MemoryStream();
        var total = 0L;
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            foreach (var (name, shape) in Tensors())
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "BF16");
                json.WriteStartArray("shape");
                foreach (var size in shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(total);
                json.WriteNumberValue(total += 2L * shape.Aggregate(1, (product, size) => product * size));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // bf16 between 2⁻⁸ and 2⁻⁶ of either sign.
        var chunk = new byte[8 << 20];
        new Random(1).NextBytes(chunk);
        for (var index = 1; index < chunk.Length; index += 2)
            chunk[index] = (byte)(0x3B | (chunk[index] & 0x80));
        using var stream = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header.ToArray());
        for (; total > 0; total -= chunk.Length)
            stream.Write(chunk.AsSpan(0, (int)Math.Min(chunk.Length, total)));
    }

    private static IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        yield return ("model.embed_tokens.weight", [151936, 896]);
        for (var layer = 0; layer < 24; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            yield return (prefix + "input_layernorm.weight", [896]);
            yield return (prefix + "post_attention_layernorm.weight", [896]);
            foreach (var (name, width) in new[] { ("q", 896), ("k", 128), ("v", 128) })
            {
                yield return ($"{prefix}self_attn.{name}_proj.weight", [width, 896]);
                yield return ($"{prefix}self_attn.{name}_proj.bias", [width]);
            }

            yield return (prefix + "self_attn.o_proj.weight", [896, 896]);
            yield return (prefix + "mlp.gate_proj.weight", [4864, 896]);
            yield return (prefix + "mlp.up_proj.weight", [4864, 896]);
            yield return (prefix + "mlp.down_proj.weight", [896, 4864]);
        }

        yield return ("model.norm.weight", [896]);
    }
}
