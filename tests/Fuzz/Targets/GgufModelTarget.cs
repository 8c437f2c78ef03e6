using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Loading;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Fuzz.Targets;

/// <summary>GGUF files as models: the architecture, every weight, and the vocabulary.</summary>
public sealed class GgufModelTarget : FileTarget
{
    public override string Name => "gguf-model";

    public override IReadOnlyList<string> Vocabulary => ["llama", "qwen2moe", "gemma3", "phi3", "gpt2", "blk.0.attn_q.weight", "blk.0.attn_qkv.weight", "tokenizer.ggml.model", "spm"];

    protected override string FileName => "input.gguf";

    protected override void Read(string path)
    {
        using var source = DecoderSource.Open(path);
        _ = source.FindNonFiniteWeights();
        try
        {
            _ = Tokenizer.FromGguf(GgufText.Vocabulary((GgufFile)source.Checkpoint)).Encode("aab ba");
        }
        catch (TokenizerFormatException)
        {
            // The other permitted outcome.
        }
    }
}
