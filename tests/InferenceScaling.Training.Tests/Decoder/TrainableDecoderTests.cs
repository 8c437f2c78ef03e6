using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Tests;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Tests.Decoder;

public sealed class TrainableDecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public static TheoryData<string> Families =>
        ["gemma2", "gemma3_text", "gpt2", "gpt_neox", "granite", "llama_gqa_llama3rope", "llama_linear_rope", "llama_mha_tied", "llama_yarn_rope", "mistral_swa", "mixtral", "olmo2", "phi3", "phi3_longrope_partial", "qwen2_moe", "qwen2_tied_bias", "qwen2_token_cls", "qwen3_qknorm", "smollm3_nope"];

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void Every_family_has_the_logits_of_its_reference_padded_and_packed(string family)
    {
        var folder = SharedFixtures.Folder($"fixtures/arch/{family}");
        var reference = Reference.Read(folder);
        using var decoder = TrainableDecoder.Load(folder);
        var texts = reference.Prompts.Select(prompt => TrainingSequence.After([.. prompt])).ToArray();
        foreach (var rows in new IReadOnlyList<IReadOnlyList<TrainingSequence>>[] { [.. texts.Select(text => (IReadOnlyList<TrainingSequence>)[text])], [texts] })
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var batch = TrainingBatch.Of(rows);
            var start = 0L;
            for (var text = 0; text < texts.Length; text++)
            {
                var first = rows.Count == 1 ? start : text * batch.Length;
                var found = decoder.Outputs(batch, arange(first, first + texts[text].Tokens.Length)).reshape(-1).data<float>().ToArray();
                var expected = reference.Logits[text];
                found.Should().HaveSameCount(expected);
                found.Zip(expected, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan((float)reference.Tolerance);
                start += texts[text].Tokens.Length;
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void What_is_saved_loads_with_the_same_weights(string family)
    {
        var folder = SharedFixtures.Folder($"fixtures/arch/{family}");
        using var decoder = TrainableDecoder.Load(folder);
        decoder.Save(_folder, TensorType.F32);
        using var before = DecoderSource.Open(folder);
        using var after = DecoderSource.Open(_folder);
        after.UnusedTensors.Should().BeEmpty();
        foreach (var (name, tensor) in after.Checkpoint.Tensors)
            tensor.Shape.Should().Equal(before.Checkpoint.Tensors[name].Shape, "other programs look for {0}", name);
        foreach (var weight in DecoderWeightList.Of(before.Config))
            Values(after.Weights, weight).Should().Equal(Values(before.Weights, weight), weight.Name);
    }

    [Fact]
    public void The_files_about_text_go_with_the_model()
    {
        using var settings = JsonDocument.Parse(TinySettings);
        using var decoder = TrainableDecoder.Create(settings.RootElement, 7);
        var text = Directory.CreateDirectory(Path.Combine(_folder, "text")).FullName;
        File.WriteAllText(Path.Combine(text, "tokenizer.json"), "{}");
        decoder.Save(Path.Combine(_folder, "one"), TensorType.F32, text);
        using var loaded = TrainableDecoder.Load(Path.Combine(_folder, "one"));
        loaded.Save(Path.Combine(_folder, "two"), TensorType.BF16);
        File.ReadAllText(Path.Combine(_folder, "two", "tokenizer.json")).Should().Be("{}");
        File.ReadAllText(Path.Combine(_folder, "two", "config.json")).Should().Contain("bfloat16");
    }

    [Fact]
    public void Same_seed_same_weights_and_another_seed_others()
    {
        using var settings = JsonDocument.Parse(TinySettings);
        using var one = TrainableDecoder.Create(settings.RootElement, 7);
        using var same = TrainableDecoder.Create(settings.RootElement, 7);
        using var other = TrainableDecoder.Create(settings.RootElement, 8);
        var weight = new WeightShape("layers.0.attention.q.weight", [16, 16]);
        Values(same.Weights, weight).Should().Equal(Values(one.Weights, weight));
        Values(other.Weights, weight).Should().NotEqual(Values(one.Weights, weight));
    }

    [Fact]
    public void Orthonormal_embeddings_start_orthonormal_and_head_starts_as_they_do()
    {
        using var settings = JsonDocument.Parse(TinySettings);
        using var decoder = TrainableDecoder.Create(settings.RootElement, 7, new() { OrthonormalEmbeddings = true });
        var rows = Values(decoder.Weights, new("embed.weight", [12, 16]));
        Values(decoder.Weights, new("head.weight", [12, 16])).Should().Equal(rows);
        for (var row = 0; row < 12; row++)
        {
            for (var other = 0; other < 12; other++)
                rows.Skip(row * 16).Take(16).Zip(rows.Skip(other * 16).Take(16), (a, b) => a * b).Sum().Should().BeApproximately(row == other ? 1 : 0, 1e-5f);
        }
    }

    [Fact]
    public void More_orthonormal_rows_than_columns_are_refused()
    {
        using var settings = JsonDocument.Parse(TinySettings.Replace("\"vocab_size\": 12", "\"vocab_size\": 17", StringComparison.Ordinal));
        var act = () => TrainableDecoder.Create(settings.RootElement, 7, new() { OrthonormalEmbeddings = true });
        act.Should().Throw<ArgumentException>().WithMessage("*17*16*OrthonormalEmbeddings*");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private const string TinySettings = """
        { "model_type": "llama", "vocab_size": 12, "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
          "num_key_value_heads": 1, "head_dim": 8, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": false }
        """;

    private static float[] Values(IDecoderWeights weights, WeightShape weight)
    {
        var values = new float[weight.ElementCount];
        weights.Read(weight.Name, 0, values);
        return values;
    }

    private sealed record Reference(IReadOnlyList<int[]> Prompts, IReadOnlyList<float[]> Logits, double Tolerance)
    {
        public static Reference Read(string folder)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
            using var logits = SafetensorsFile.Open(Path.Combine(folder, "logits.safetensors"));
            int[][] prompts = [.. document.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.EnumerateArray().Select(id => id.GetInt32()).ToArray())];
            return new(prompts, [.. prompts.Select((_, index) => Read(logits, $"prompt_{index}"))], document.RootElement.TryGetProperty("suggested_atol", out var value) ? value.GetDouble() : 3e-4);
        }

        private static float[] Read(SafetensorsFile file, string name)
        {
            var values = new float[file.Tensors[name].ElementCount];
            file.ReadSingles(name, 0, values);
            return values;
        }
    }
}
