using System.Text;
using BenchmarkDotNet.Attributes;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Benchmarks;

/// <summary>Encodes and decodes English-like text with a byte-level vocabulary made on the spot: every byte and the merges of common words.</summary>
[BenchmarkCategory("tokenizer")]
public class TokenizerBenchmark
{
    private readonly List<int> _ids = [];
    private Tokenizer _tokenizer = null!;
    private string _text = "";

    [GlobalSetup]
    public void Load()
    {
        _tokenizer = Tokenizer.FromJson(Encoding.UTF8.GetBytes(SyntheticVocabulary.Json));
        _text = SyntheticVocabulary.Text(1 << 20);
        _tokenizer.Encode(_text, _ids);
    }

    [Benchmark]
    public int EncodeMegabyte()
    {
        _ids.Clear();
        _tokenizer.Encode(_text, _ids);
        return _ids.Count;
    }
}
