using System.Text;
using InferenceScaling.Ledger;
using InferenceScaling.Ledger.Lessons;
using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.Models.Saving;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.TorchSharp.Compression;
using InferenceScaling.TorchSharp.Compression.Calibration;
using InferenceScaling.TorchSharp.Compression.Judging;
using InferenceScaling.TorchSharp.Tests.Decoder;

namespace InferenceScaling.TorchSharp.Tests.Compression.Pipeline;

/// <summary>Models and texts to compress.</summary>
internal static class Subjects
{
    private const string Settings = """
        {"model_type":"llama","vocab_size":106,"hidden_size":64,"num_hidden_layers":4,"num_attention_heads":4,"num_key_value_heads":2,"head_dim":16,"intermediate_size":320,
        "rope_theta":10000,"max_position_embeddings":512,"rms_norm_eps":1e-5,"tie_word_embeddings":false,"torch_dtype":"float32"}
        """;

    private static readonly Lazy<byte[]> TokenizerJson = new(ReadTokenizer);

    /// <summary>A Llama of four layers, with the vocabulary of the embedded pair.</summary>
    public static DecoderConfig Llama { get; } = new()
    {
        Family = "llama",
        VocabularySize = 106,
        OutputWidth = 106,
        ContextLength = 512,
        HiddenSize = 64,
        LayerCount = 4,
        Attention = new() { HeadCount = 4, KeyValueHeadCount = 2, HeadSize = 16, Scale = 0.25 },
        Rope = new() { RotaryDimensions = 16 },
        FeedForward = new() { IntermediateSize = 320, Gated = true },
        Layers = [.. Enumerable.Repeat(new LayerConfig(), 4)],
    };

    /// <summary>Solved problems, as the embedded pair learnt from.</summary>
    public static CalibrationSet Texts { get; } = Solutions(new() { Windows = 16, JudgedWindows = 8 });

    public static CalibrationSet FewTexts { get; } = Solutions(new() { Windows = 4, JudgedWindows = 2 });

    public static CalibrationSet Solutions(CalibrationOptions options) =>
        CalibrationSet.FromTokens(Enumerable.Range(0, 400).Select<int, IReadOnlyList<int>>(index => LedgerLessons.Solution(seed: 77, index).Tokens), options);

    /// <summary>A model whose decoder is given.</summary>
    public static LanguageModel Model(DecoderConfig config, IDecoderWeights? weights = null)
    {
        weights ??= new RandomWeights(config);
        return LanguageModel.Create(
            new()
            {
                CreateExecutor = () => Backend.Cpu().CreateExecutor(config, weights),
                OpenDecoder = () => new Held(config, weights),
                Tokenizer = Tokenizer.FromJson(TokenizerJson.Value),
            },
            new() { Prompting = Prompting.Plain });
    }

    /// <summary>Writes <see cref="Llama"/> as a Hugging Face folder.</summary>
    public static string WriteLlama(string folder)
    {
        Directory.CreateDirectory(folder);
        SavedDecoder.Write(Llama, new RandomWeights(Llama), Encoding.UTF8.GetBytes(Settings), TensorType.F32, folder);
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.json"), TokenizerJson.Value);
        return folder;
    }

    /// <summary>Log-probabilities of every next token of a text.</summary>
    public static float[] Read(DecoderConfig config, IDecoderWeights weights, ReadOnlySpan<int> tokens)
    {
        using var reading = new TextReading(Backend.Cpu().CreateExecutor(config, weights));
        return reading.Read(tokens).ToArray();
    }

    public static float[] Read(LanguageModel model, ReadOnlySpan<int> tokens)
    {
        using var source = model.OpenDecoder();
        return Read(source.Config, source.Weights, tokens);
    }

    public static float[] Read(CompressionResult result, ReadOnlySpan<int> tokens) => Read(result.Decoder.Config, result.Decoder.Weights, tokens);

    /// <summary>Matrices that are kept in integers, by name.</summary>
    public static Dictionary<string, QuantizedMatrix> Integers(CompressedDecoder decoder) => DecoderWeightList.Of(decoder.Config)
        .Where(weight => decoder.Weights.Quantization(weight.Name) is not null)
        .ToDictionary(weight => weight.Name, weight => decoder.Weights.ReadQuantized(weight.Name), StringComparer.Ordinal);

    private static byte[] ReadTokenizer()
    {
        using var stream = typeof(LedgerModel).Assembly.GetManifestResourceStream("tokenizer.json")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private sealed record Held(DecoderConfig Config, IDecoderWeights Weights) : IDecoderSource
    {
        public void Dispose()
        {
            // The weights are the test's.
        }
    }
}
