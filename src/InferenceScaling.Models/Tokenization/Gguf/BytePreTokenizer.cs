using System.Text;
using InferenceScaling.Models.Tokenization.Normalizers;
using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>What a name under <c>tokenizer.ggml.pre</c> stands for.</summary>
/// <param name="Split">How text is cut.</param>
/// <param name="Normalizer">What the original tokenizer does to text first.</param>
/// <param name="IgnoresMerges">Whether a whole piece that is a token is that token.</param>
/// <param name="AddsBeginning">Whether a beginning-of-sequence token is added unless the file says otherwise.</param>
internal sealed record BytePreTokenizer(PreTokenizer Split, TextNormalizer? Normalizer = null, bool IgnoresMerges = false, bool AddsBeginning = false)
{
    private const string Known = "default, gpt-2, phi-2, roberta-bpe, olmo, llama-bpe (llama3, llama-v3, falcon3), qwen2 (deepseek-r1-qwen), "
        + "smollm (starcoder, refact, command-r, codeshell), tekken, gpt-4o (llama4)";

    /// <summary>The meaning of a name.</summary>
    /// <exception cref="TokenizerFormatException">The name is unknown.</exception>
    public static BytePreTokenizer Named(string name) => name switch
    {
        "default" => new(new PreTokenizerSequence([.. DefaultExpressions.Select(Isolate)])),
        "gpt-2" or "gpt2" or "phi-2" or "roberta-bpe" or "olmo" => new(Isolate(Gpt2Pattern.Expression)),
        "llama-bpe" or "llama3" or "llama-v3" or "falcon3" => new(Isolate(Llama3Pattern.ThreeDigits), IgnoresMerges: true, AddsBeginning: true),
        "qwen2" or "deepseek-r1-qwen" => new(Isolate(Llama3Pattern.OneDigit), new UnicodeFormNormalizer(NormalizationForm.FormC)),
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" => new(new PreTokenizerSequence(
        [
            new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.Number), SplitBehavior.Isolated),
            Isolate(Gpt2Pattern.Expression),
        ])),
        "tekken" => new(Isolate(CaseAwarePattern.Tekken), IgnoresMerges: true, AddsBeginning: true),
        "gpt-4o" or "llama4" => new(Isolate(CaseAwarePattern.Gpt4o)),
        _ => throw new TokenizerFormatException($"The GGUF pre-tokenizer (tokenizer.ggml.pre) is '{Excerpt.Of(name)}', which is not known. Known: {Known}."),
    };

    // llama.cpp's fallback for files that name none.
    private static readonly string[] DefaultExpressions = [@"[\p{P}\$\+<=>\^~\|]+", Gpt2Pattern.Expression, @"\p{N}+", "[0-9][0-9][0-9]"];

    private static SplitPreTokenizer Isolate(string expression) => new(SplitPatterns.FromExpression(expression), SplitBehavior.Isolated);
}
