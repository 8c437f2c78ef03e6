using InferenceScaling.Models;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Loading;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Paths;

namespace InferenceScaling.Benchmarks.Peers;

/// <summary>The model that all engines run, in one Q8_0 file, and prompts for it.</summary>
internal sealed class PeerModel
{
    private readonly int[] _text;

    private PeerModel(string path)
    {
        Path = path;
        using var file = GgufFile.Open(path);
        Tokenizer = GgufText.Read(file, tokenizerPath: null, Prompting.Plain).Tokenizer;
        _text = Tokenizer.Encode(SyntheticVocabulary.Text(1 << 19), addSpecialTokens: false);
    }

    public string Path { get; }

    public Tokenizer Tokenizer { get; }

    /// <summary>Writes a GGUF model's matrices as Q8_0, with its metadata and its tokenizer, and opens that.</summary>
    /// <param name="source">A GGUF file of any type.</param>
    /// <param name="folder">Where to write.</param>
    public static PeerModel Prepare(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, System.IO.Path.GetFileNameWithoutExtension(source) + ".as-q8_0.gguf");
        GgufConversion.Convert(source, path, TensorType.Q8_0);
        return new(path);
    }

    /// <summary>Opens a file that was prepared before.</summary>
    public static PeerModel Open(string path) => new(path);

    /// <summary>A text of exactly so many tokens; another one for every number.</summary>
    public string Text(int tokens, int number)
    {
        const int Stride = 17;
        for (var start = number * 7919 % (_text.Length - tokens); start + tokens < _text.Length; start += Stride)
        {
            var text = Tokenizer.Decode(_text.AsSpan(start, tokens));
            if (Tokenizer.Encode(text, matching: AddedTokenMatching.OrdinaryOnly).Length == tokens)
                return text;
        }

        throw new InvalidOperationException($"The vocabulary has no text of {tokens} tokens.");
    }

    /// <summary>The tokens of <see cref="Text"/>.</summary>
    public int[] Tokens(int tokens, int number) => Tokenizer.Encode(Text(tokens, number), matching: AddedTokenMatching.OrdinaryOnly);

    /// <summary>A language model whose answers end at their limit only, so that every engine generates as many tokens.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="options">Settings.</param>
    /// <param name="depth">Share of the layers, from the first on, that it has.</param>
    public LanguageModel Load(Backend backend, LanguageModelOptions? options = null, double depth = 1)
    {
        using var source = DecoderSource.Open(Path);
        var layers = (int)Math.Ceiling(depth * source.Config.LayerCount);
        var config = source.Config with { LayerCount = layers, Layers = [.. source.Config.Layers.Take(layers)] };
        return LanguageModel.Create(
            new()
            {
                CreateExecutor = () => backend.CreateExecutor(config, source.Weights),
                Tokenizer = Tokenizer,
            },
            (options ?? new()) with { Prompting = Prompting.Plain, StepDelimiters = [] });
    }

    /// <summary>Draws of tokens for steps whose outputs nobody follows.</summary>
    public int Draw(PathRandom random, ulong index) => _text[random.Bits(index) % (ulong)_text.Length];
}
