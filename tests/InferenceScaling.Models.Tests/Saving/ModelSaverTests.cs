using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Saving;
using InferenceScaling.Models.Tests.Checkpoints;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Tokenization.Gguf;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Saving;

public sealed class ModelSaverTests : IDisposable
{
    private const string Settings = """{"model_type":"llama","hidden_size":8,"intermediate_size":12,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"vocab_size":16,"max_position_embeddings":32,"torch_dtype":"float32","x_unknown":[1,{"y":null}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_saved_byte_for_byte_and_again_the_same()
    {
        var source = WriteTiny();
        ModelSaver.Save(source, _folder.File("one"));
        ModelSaver.Save(_folder.File("one"), _folder.File("two"));
        ModelSaver.Save(source, _folder.File("one"));
        Contents("one").Should().BeEquivalentTo(Contents("two"));
        File.ReadAllText(_folder.File("one/config.json")).Should().Be(Settings);
        Scores(_folder.File("one")).Should().Equal(Scores(source));
    }

    [Fact]
    public void A_type_can_be_chosen_and_other_settings_survive()
    {
        ModelSaver.Save(WriteTiny(), _folder.File("half"), new() { WeightType = TensorType.BF16 });
        using var source = DecoderSource.Open(_folder.File("half"));
        source.Checkpoint.Tensors.Values.Should().OnlyContain(tensor => tensor.Type == TensorType.BF16);
        using var config = JsonDocument.Parse(File.ReadAllText(_folder.File("half/config.json")));
        config.RootElement.GetProperty("torch_dtype").GetString().Should().Be("bfloat16");
        config.RootElement.GetProperty("x_unknown").GetRawText().Should().Contain("null");
        config.RootElement.GetProperty("x_unknown")[1].GetProperty("y").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void What_another_model_left_is_removed()
    {
        Directory.CreateDirectory(_folder.File("target"));
        _folder.Write("target/chat_template.jinja", 1);
        ModelSaver.Save(WriteTiny(), _folder.File("target"));
        File.Exists(_folder.File("target/chat_template.jinja")).Should().BeFalse();
    }

    [Fact]
    public void The_own_folder_and_other_types_are_refused()
    {
        var source = WriteTiny();
        FluentActions.Invoking(() => ModelSaver.Save(source, source + "/")).Should().Throw<ArgumentException>().WithMessage("*name another*");
        FluentActions.Invoking(() => ModelSaver.Save(source, _folder.File("x"), new() { WeightType = TensorType.Q8_0 })).Should().Throw<ArgumentException>().WithMessage("*Q8_0*");
        File.Exists(Path.Combine(source, "config.json")).Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("llama_bf16")]
    [InlineData("llama_sharded")]
    [InlineData("gpt2")]
    [InlineData("gemma3_text")]
    [InlineData("phi3_longrope_partial")]
    [InlineData("mixtral")]
    public void Saved_folders_have_the_same_logits(string name)
    {
        var source = SharedFixtures.Folder($"fixtures/arch/{name}");
        ModelSaver.Save(source, _folder.File("one"));
        ModelSaver.Save(source, _folder.File("two"));
        Contents("one").Should().BeEquivalentTo(Contents("two"));
        Scores(_folder.File("one")).Should().Equal(Scores(source));
    }

    [SkippableTheory]
    [InlineData("tiny_llama_bf16_bf16", TensorType.BF16)]
    [InlineData("tiny_llama_mha_tied_f32", null)]
    [InlineData("tiny_llama_sharded_q4_0", null)]
    [InlineData("tiny_llama_sharded_q8_0", TensorType.F32)]
    [InlineData("tiny_qwen2_tied_bias_f32", null)]
    [InlineData("tiny_qwen3_bf16_f16", TensorType.F16)]
    public void Gguf_files_become_folders_with_the_same_logits(string name, TensorType? type)
    {
        var source = Path.Combine(SharedFixtures.Folder("fixtures/gguf/tiny_models"), name + ".gguf");
        var tokenizer = _folder.Write("tok.json", TinyModel.Json(beginning: false));
        foreach (var target in new[] { "one", "two" })
            ModelSaver.Save(source, _folder.File(target), new() { WeightType = type, TokenizerPath = tokenizer });
        Contents("one").Should().BeEquivalentTo(Contents("two"));
        Scores(_folder.File("one")).Should().Equal(Scores(source));
    }

    [SkippableFact]
    public void Llama2c_models_become_folders_with_the_same_logits_and_tokens()
    {
        var folder = SharedFixtures.Folder("models/stories260k");
        var path = Path.Combine(folder, "stories260K.bin");
        ModelSaver.Save(path, _folder.File("saved"));
        Scores(_folder.File("saved")).Should().Equal(Scores(path));
        var saved = Tokenizer.FromJson(_folder.File("saved/tokenizer.json"));
        using var stream = File.OpenRead(Directory.GetFiles(folder, "tok*.bin").Single());
        var original = Tokenizer.FromLlama2C(stream);
        foreach (var text in Texts)
        {
            var ids = original.Encode(text);
            saved.Encode(text).Should().Equal(ids, text);
            saved.Decode(ids, skipSpecialTokens: true).Should().Be(original.Decode(ids, skipSpecialTokens: true));
        }
    }

    [SkippableFact]
    public void A_real_gguf_files_tokenizer_reads_the_same_from_json()
    {
        using var source = DecoderSource.Open(SharedFixtures.Folder("models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"));
        var vocabulary = Models.Loading.GgufText.Vocabulary((Models.Checkpoints.Gguf.GgufFile)source.Checkpoint);
        Same(vocabulary);
    }

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("smollm")]
    [InlineData("tekken")]
    [InlineData("gpt-4o")]
    [InlineData("default")]
    public void Byte_level_vocabularies_read_the_same_from_json(string pre)
    {
        string[] merges = ["h e", "l l", "he ll", "hell o", "Ġ w", "o r", "1 2", "12 3", "Ġ Ġ"];
        Same(new()
        {
            Model = "gpt2",
            PreTokenizer = pre,
            Tokens = [.. Tests.Tokenization.TinyTokenizer.ByteAlphabet, .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), "<s>", "</s>", "<tool>"],
            TokenTypes = [.. Enumerable.Repeat(GgufTokenType.Normal, 256 + merges.Length), GgufTokenType.Control, GgufTokenType.Control, GgufTokenType.UserDefined],
            Merges = merges,
            BeginningOfSequenceId = 256 + merges.Length,
            EndOfSequenceId = 257 + merges.Length,
            AddsEndOfSequence = true,
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sentence_pieces_read_the_same_from_json(bool prefix)
    {
        string[] pieces = ["▁", "h", "e", "l", "o", "w", "r", "d", "he", "ll", "▁w", "or", "hell", "hello", "▁hello", "1", "a"];
        var bytes = Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>").ToArray();
        Same(new()
        {
            Model = "llama",
            Tokens = ["<unk>", "<s>", "</s>", .. bytes, .. pieces],
            TokenTypes = [GgufTokenType.Unknown, GgufTokenType.Control, GgufTokenType.Control, .. bytes.Select(_ => GgufTokenType.Byte), .. pieces.Select(_ => GgufTokenType.Normal)],
            Scores = [0, 0, 0, .. bytes.Select(_ => 0f), .. pieces.Select((_, index) => -(float)index)],
            BeginningOfSequenceId = 1,
            EndOfSequenceId = 2,
            UnknownId = 0,
            AddsSpacePrefix = prefix,
        });
    }

    private static readonly string[] Texts =
    [
        "", "hello", " hello  world 12345", "Once upon a time, there was a little girl named Lily.\n\n  She   loved 3.14!", "é ünï 日本 😀 e\u0301", "<s> x </s><tool>\t\r\n", "\"quotes\" & <html>'s I'LL",
    ];

    private static void Same(GgufVocabulary vocabulary)
    {
        using var first = new MemoryStream();
        GgufTokenizerJson.Write(vocabulary, first);
        using var second = new MemoryStream();
        GgufTokenizerJson.Write(vocabulary, second);
        second.ToArray().Should().Equal(first.ToArray());
        var (original, saved) = (Tokenizer.FromGguf(vocabulary), Tokenizer.FromJson(first.ToArray()));
        saved.VocabularySize.Should().Be(original.VocabularySize);
        foreach (var text in Texts)
        {
            var ids = original.Encode(text);
            saved.Encode(text).Should().Equal(ids, text);
            saved.Decode(ids).Should().Be(original.Decode(ids));
            saved.Decode(ids, skipSpecialTokens: true).Should().Be(original.Decode(ids, skipSpecialTokens: true));
        }
    }

    private static float[] Scores(string path)
    {
        using var source = DecoderSource.Open(path);
        using var loop = new DecodingLoop(() => new CpuExecutor(source.Config, source.Weights), new() { TokensPerPass = 16, MaxSequences = 2 });
        var tokens = Enumerable.Range(1, 20).Select(i => i * 7 % source.Config.VocabularySize).ToArray();
        return new ReadRequest(tokens, keep: false) { ContextTokens = [1] }.RunAsync(loop.Queue, default).GetAwaiter().GetResult().Values;
    }

    private Dictionary<string, string> Contents(string name) =>
        Directory.GetFiles(_folder.File(name)).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private string WriteTiny()
    {
        (string Name, long[] Shape)[] tensors =
        [
            ("model.embed_tokens.weight", [16, 8]), ("model.layers.0.input_layernorm.weight", [8]), ("model.layers.0.self_attn.q_proj.weight", [8, 8]), ("model.layers.0.self_attn.k_proj.weight", [4, 8]),
            ("model.layers.0.self_attn.v_proj.weight", [4, 8]), ("model.layers.0.self_attn.o_proj.weight", [8, 8]), ("model.layers.0.post_attention_layernorm.weight", [8]),
            ("model.layers.0.mlp.gate_proj.weight", [12, 8]), ("model.layers.0.mlp.up_proj.weight", [12, 8]), ("model.layers.0.mlp.down_proj.weight", [8, 12]), ("model.norm.weight", [8]), ("lm_head.weight", [16, 8]),
        ];
        var folder = _folder.File("source");
        Directory.CreateDirectory(folder);
        _folder.Write("source/config.json", System.Text.Encoding.UTF8.GetBytes(Settings));
        _folder.Write("source/tokenizer.json", TinyModel.Json(beginning: false));
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            tensors.Select((tensor, index) => SafetensorsTensor.FromSingles(tensor.Name, [.. tensor.Shape], [.. Enumerable.Range(0, (int)tensor.Shape.Aggregate(1L, (a, b) => a * b)).Select(i => MathF.Sin(i + index))])),
            new Dictionary<string, string> { ["format"] = "pt" });
        return folder;
    }
}
