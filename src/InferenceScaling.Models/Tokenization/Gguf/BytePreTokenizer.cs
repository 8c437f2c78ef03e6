using System.Collections.Immutable;
using System.Text;
using InferenceScaling.Models.Tokenization.Normalizers;
using InferenceScaling.Models.Tokenization.PreTokenizers;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>What a name under <c>tokenizer.ggml.pre</c> stands for.</summary>
/// <param name="Expressions">The regular expressions that cut text, one after the other.</param>
/// <param name="IsolatesDigits">Whether each digit is cut out first.</param>
/// <param name="IsComposed">Whether the original tokenizer brings text to Unicode's form C first.</param>
/// <param name="IgnoresMerges">Whether a whole piece that is a token is that token.</param>
/// <param name="AddsBeginning">Whether a beginning-of-sequence token is added unless the file says otherwise.</param>
internal sealed record BytePreTokenizer(ImmutableArray<string> Expressions, bool IsolatesDigits = false, bool IsComposed = false, bool IgnoresMerges = false, bool AddsBeginning = false)
{
    private const string Known = "default, gpt-2, phi-2, roberta-bpe, olmo, llama-bpe (llama3, llama-v3, falcon3), qwen2 (deepseek-r1-qwen), "
        + "dbrx (smaug-bpe), smollm (starcoder, refact, command-r, codeshell), tekken, gpt-4o (llama4)";

    // llama.cpp's fallback for files that name none.
    private static readonly ImmutableArray<string> DefaultExpressions = [@"[\p{P}\$\+<=>\^~\|]+", Gpt2Pattern.Expression, @"\p{N}+", "[0-9][0-9][0-9]"];

    /// <summary>How text is cut.</summary>
    public PreTokenizer Split
    {
        get
        {
            List<PreTokenizer> steps = [.. Expressions.Select(expression => new SplitPreTokenizer(SplitPatterns.FromExpression(expression), SplitBehavior.Isolated))];
            if (IsolatesDigits)
                steps.Insert(0, new SplitPreTokenizer(new CharacterClassPattern(CharacterClass.Number), SplitBehavior.Isolated));
            return steps is [var only] ? only : new PreTokenizerSequence(steps);
        }
    }

    /// <summary>What the original tokenizer does to text first.</summary>
    public TextNormalizer? Normalizer => IsComposed ? new UnicodeFormNormalizer(NormalizationForm.FormC) : null;

    /// <summary>The meaning of a name.</summary>
    /// <exception cref="TokenizerFormatException">The name is unknown.</exception>
    public static BytePreTokenizer Named(string name) => name switch
    {
        "default" => new(DefaultExpressions),
        "gpt-2" or "gpt2" or "phi-2" or "roberta-bpe" or "olmo" => new([Gpt2Pattern.Expression]),
        "llama-bpe" or "llama3" or "llama-v3" or "falcon3" => new([Llama3Pattern.ThreeDigits], IgnoresMerges: true, AddsBeginning: true),
        "dbrx" or "smaug-bpe" => new([Llama3Pattern.ThreeDigits]),
        "qwen2" or "deepseek-r1-qwen" => new([Llama3Pattern.OneDigit], IsComposed: true),
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" => new([Gpt2Pattern.Expression], IsolatesDigits: true),
        "tekken" => new([CaseAwarePattern.Tekken], IgnoresMerges: true, AddsBeginning: true),
        "gpt-4o" or "llama4" => new([CaseAwarePattern.Gpt4o]),
        _ => throw new TokenizerFormatException($"The GGUF pre-tokenizer (tokenizer.ggml.pre) is '{Excerpt.Of(name)}', which is not known. Known: {Known}."),
    };
}
