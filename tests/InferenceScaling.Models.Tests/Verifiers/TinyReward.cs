using System.Text;
using System.Text.Json.Nodes;
using InferenceScaling.Models.Checkpoints.Safetensors;
using InferenceScaling.Models.Tests.Checkpoints;
using InferenceScaling.Models.Tests.Tokenization;
using InferenceScaling.Models.Verifiers;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Verifiers;

/// <summary>A folder with a tiny random decoder of any head and a tokenizer of bytes (id = byte) and a few added tokens.</summary>
internal sealed class TinyReward : IDisposable
{
    public const int SpaceNewline = 256;
    public const int TwoNewlines = 257;
    public const int Extra = 275;
    public const int Prm = 276;
    public const int Start = 277;
    public const int End = 278;
    public const int Yes = 279;
    public const int No = 280;
    public const int Hidden = 16;
    private const int Vocabulary = 281;
    private const string ChatML = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private readonly TemporaryFolder _folder = new();
    private readonly List<SafetensorsTensor> _tensors = [];

    public TinyReward(string architecture, int labels = 2, bool chat = false, bool valueHead = false, int context = 512, string prefix = "model.", bool mergesNewlines = false)
    {
        File.WriteAllText(_folder.File("config.json"), $$"""
            {"model_type": "llama", "architectures": ["{{architecture}}"], "hidden_size": {{Hidden}}, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "vocab_size": {{Vocabulary}}, "max_position_embeddings": {{context}}, "num_labels": {{labels}}, "tie_word_embeddings": false}
            """);
        Add(prefix + "embed_tokens.weight", Vocabulary, Hidden);
        for (var layer = 0; layer < 2; layer++)
        {
            var name = $"{prefix}layers.{layer}.";
            Add(name + "input_layernorm.weight", Hidden);
            Add(name + "post_attention_layernorm.weight", Hidden);
            Add(name + "self_attn.q_proj.weight", Hidden, Hidden);
            Add(name + "self_attn.k_proj.weight", Hidden / 2, Hidden);
            Add(name + "self_attn.v_proj.weight", Hidden / 2, Hidden);
            Add(name + "self_attn.o_proj.weight", Hidden, Hidden);
            Add(name + "mlp.gate_proj.weight", 24, Hidden);
            Add(name + "mlp.up_proj.weight", 24, Hidden);
            Add(name + "mlp.down_proj.weight", Hidden, 24);
        }

        Add(prefix + "norm.weight", Hidden);
        AddHead(architecture, labels, valueHead);
        Save();
        WriteTokenizer(mergesNewlines);
        if (chat)
            File.WriteAllText(_folder.File("chat_template.jinja"), ChatML);
    }

    public string Location => _folder.Location;

    public IReadOnlyList<SafetensorsTensor> Tensors => _tensors;

    /// <summary>The ids of a text without added tokens.</summary>
    public static int[] Bytes(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];

    /// <summary>The path of a question and its steps, each with its delimiter.</summary>
    public static ReasoningPath PathOf(string question, params IEnumerable<string> steps) =>
        steps.Aggregate(ReasoningPath.Root(question, 1), (path, text) => path.Extend(0, new() { Text = text, Finish = StepFinish.Delimiter }));

    public RewardModel Load(RewardFamily? family = null, LanguageModelOptions? options = null) => RewardModel.Load(Location, family: family, options: options);

    /// <summary>The outputs at the last of some tokens, read at once by a model of their own: the oracle.</summary>
    public async Task<float[]> OutputsAsync(int[] tokens)
    {
        await using var model = LanguageModel.Load(Location, null, null, valueHead: true);
        var marks = new bool[tokens.Length];
        marks[^1] = true;
        return (await model.ReadOutputsAsync(null, null, tokens, marks, model.Config.OutputWidth, (outputs, values) => outputs.CopyTo(values))).Values;
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Deterministic numbers: around zero for matrices, around one for vectors.</summary>
    public static SafetensorsTensor Random(string name, params long[] shape)
    {
        var random = new PathRandom((ulong)Encoding.UTF8.GetBytes(name).Aggregate(17L, (hash, value) => unchecked((hash * 31) + value)));
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var index = 0; index < values.Length; index++)
            values[index] = ((float)random.Uniform((ulong)index) - 0.5f) * 2f + (shape.Length == 1 ? 1 : 0);
        return SafetensorsTensor.FromSingles(name, [.. shape], values);
    }

    private void Add(string name, params long[] shape) => _tensors.Add(Random(name, shape));

    private void AddHead(string architecture, int labels, bool valueHead)
    {
        if (architecture.EndsWith("CausalLM", StringComparison.Ordinal))
            Add("lm_head.weight", Vocabulary, Hidden);
        if (valueHead)
        {
            Add("v_head.summary.weight", 1, Hidden);
            Add("v_head.summary.bias", 1);
        }

        if (architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal) || architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal))
            Add("score.weight", labels, Hidden);
        if (architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal))
            Add("score.bias", labels);
        if (architecture.EndsWith("RewardModel", StringComparison.Ordinal))
        {
            Add("score.0.weight", Hidden, Hidden);
            Add("score.0.bias", Hidden);
            Add("score.2.weight", labels, Hidden);
            Add("score.2.bias", labels);
        }
    }

    private void Save() => SafetensorsWriter.Write(_folder.File("model.safetensors"), _tensors);

    // Merged, GPT-2's way: the last newline before text stands alone, at the end of a text it does not.
    private void WriteTokenizer(bool mergesNewlines)
    {
        const string Whole = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";
        var json = TinyTokenizer.Json(preTokenizer: mergesNewlines ? TinyTokenizer.ByteLevel : Whole, added:
        [
            TinyTokenizer.Added(Extra, "<extra_0>"),
            TinyTokenizer.Added(Prm, "[PRM]", special: false),
            TinyTokenizer.Added(Start, "<|im_start|>"),
            TinyTokenizer.Added(End, "<|im_end|>"),
            TinyTokenizer.Added(Yes, "yes", special: false),
            TinyTokenizer.Added(No, "no", special: false),
        ]);
        json["model"]!["merges"] = mergesNewlines ? new JsonArray("Ġ Ċ", "Ċ Ċ") : [];
        if (mergesNewlines)
        {
            var vocabulary = (JsonObject)json["model"]!["vocab"]!;
            foreach (var (token, id) in new[] { ("ĠĊ", SpaceNewline), ("ĊĊ", TwoNewlines) })
            {
                vocabulary.Remove(vocabulary.Single(pair => (int)pair.Value! == id).Key);
                vocabulary[token] = id;
            }
        }

        File.WriteAllText(_folder.File("tokenizer.json"), json.ToJsonString());
    }
}
