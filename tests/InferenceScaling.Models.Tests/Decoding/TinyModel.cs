using System.Text;
using System.Text.Json;
using InferenceScaling.Models.Chat;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Models.Tests.Decoding;

/// <summary>A language model over a <see cref="HashExecutor"/> with a vocabulary of bytes, three control tokens and a few words that straddle boundaries.</summary>
internal sealed class TinyModel : IDisposable
{
    public const int End = 256;
    public const int Start = 257;
    public const int Beginning = 258;

    /// <summary>Tokens of several bytes: drawn by the model, never made by the tokenizer, which has no merges for them.</summary>
    public static readonly string[] Words = ["a\n", "\nb", "\n\n", "x\n\ny", "stop"];

    /// <summary>A newline and the first byte of é.</summary>
    public static readonly int NewlineAndHalf = 259 + Words.Length;

    private const string ChatML = "{% for m in messages %}<|start|>{{ m.role }}\n{{ m.content }}<|end|>\n{% endfor %}{% if add_generation_prompt %}<|start|>assistant\n{% endif %}";

    public TinyModel(LanguageModelOptions? options = null, Action<int[], float[]>? bias = null, bool chat = false, bool beginning = false, Action<DecoderBatch>? beforeRun = null, int outputs = 0, int padding = 0, Func<Prompt, string, string>? readAs = null)
    {
        Tokenizer = Tokenizer.FromJson(Json(beginning));
        Executor = new() { Config = HashExecutor.Tiny(Tokenizer.VocabularySize + padding, outputs: outputs), Bias = bias, BeforeRun = beforeRun };
        Model = LanguageModel.Create(
            new()
            {
                CreateExecutor = () => Executor,
                Tokenizer = Tokenizer,
                EndOfText = [End],
                Template = chat ? ChatTemplate.Parse(ChatML) : null,
                BeginningToken = "<|bos|>",
                EndToken = "<|end|>",
                ReadAs = readAs,
            },
            options);
    }

    public Tokenizer Tokenizer { get; }

    public HashExecutor Executor { get; }

    public LanguageModel Model { get; }

    /// <summary>The id of a word of <see cref="Words"/>, or of a byte.</summary>
    public int Id(string word) => Array.IndexOf(Words, word) is >= 0 and var index ? 259 + index : Tokenizer.Encode(word, addSpecialTokens: false).Single();

    /// <summary>Makes the model say given tokens after a prompt, greedily.</summary>
    public static Action<int[], float[]> Script(int promptLength, params int[] tokens) => (context, logits) =>
    {
        var place = context.Length - promptLength;
        if (place >= 0 && place < tokens.Length)
            logits[tokens[place]] = 100;
    };

    public async Task<ReasoningPath> ExtendAsync(ReasoningPath path, StepOptions? options = null, int ordinal = 0) =>
        path.Extend(ordinal, await Model.GenerateStepAsync(path, ordinal, options ?? new()));

    public void Dispose() => Model.Dispose();

    /// <summary>The tokenizer.json.</summary>
    public static byte[] Json(bool beginning)
    {
        var spellings = Enumerable.Range(0, 256).Select(value => Spell([(byte)value])).ToList();
        spellings.AddRange(["<|end|>", "<|start|>", "<|bos|>"]);
        spellings.AddRange(Words.Select(word => Spell(Encoding.UTF8.GetBytes(word))));
        spellings.Add(Spell([(byte)'\n', 0xC3]));
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteStartArray("added_tokens");
            for (var id = End; id <= Beginning; id++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", id);
                writer.WriteString("content", spellings[id]);
                foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
                    writer.WriteBoolean(flag, false);
                writer.WriteBoolean("special", true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNull("normalizer");
            WriteByteLevel(writer, "pre_tokenizer");
            if (beginning)
                WriteTemplate(writer);
            else
                writer.WriteNull("post_processor");
            WriteByteLevel(writer, "decoder");
            writer.WriteStartObject("model");
            writer.WriteString("type", "BPE");
            writer.WriteStartObject("vocab");
            for (var id = 0; id < spellings.Count; id++)
                writer.WriteNumber(spellings[id], id);
            writer.WriteEndObject();
            writer.WriteStartArray("merges");
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteByteLevel(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", "ByteLevel");
        writer.WriteBoolean("add_prefix_space", false);
        writer.WriteBoolean("trim_offsets", true);
        writer.WriteBoolean("use_regex", false);
        writer.WriteEndObject();
    }

    private static void WriteTemplate(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("post_processor");
        writer.WriteRawValue("""
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|bos|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
             "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
             "special_tokens": {"<|bos|>": {"id": "<|bos|>", "ids": [258], "tokens": ["<|bos|>"]}}}
            """);
    }

    /// <summary>GPT-2's printable stand-ins for bytes.</summary>
    private static string Spell(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes)
            text.Append(value is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)value : (char)(256 + StandIn(value)));
        return text.ToString();

        static int StandIn(byte value) => value switch { <= 32 => value, <= 160 => value - 127 + 33, _ => 67 };
    }
}
