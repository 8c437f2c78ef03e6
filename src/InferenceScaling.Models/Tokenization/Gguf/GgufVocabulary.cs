namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>The tokenizer metadata of a GGUF file (keys <c>tokenizer.ggml.*</c>) as plain data.</summary>
public sealed record GgufVocabulary
{
    /// <summary><c>tokenizer.ggml.model</c>: <c>gpt2</c> for byte-level byte-pair encoding, <c>llama</c> for SentencePiece with scores.</summary>
    public required string Model { get; init; }

    /// <summary><c>tokenizer.ggml.pre</c>: how a byte-level vocabulary cuts text before encoding; null means <c>default</c>. SentencePiece has no use for it.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary><c>tokenizer.ggml.tokens</c>: spellings by id.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary><c>tokenizer.ggml.token_type</c>: kinds by id; empty means that all are normal.</summary>
    public IReadOnlyList<GgufTokenType> TokenTypes { get; init; } = [];

    /// <summary><c>tokenizer.ggml.merges</c>: "a b" by rank; needed by <c>gpt2</c>.</summary>
    public IReadOnlyList<string> Merges { get; init; } = [];

    /// <summary><c>tokenizer.ggml.scores</c>: log-probabilities by id; needed by <c>llama</c>.</summary>
    public IReadOnlyList<float> Scores { get; init; } = [];

    /// <summary><c>tokenizer.ggml.bos_token_id</c>.</summary>
    public int? BeginningOfSequenceId { get; init; }

    /// <summary><c>tokenizer.ggml.eos_token_id</c>.</summary>
    public int? EndOfSequenceId { get; init; }

    /// <summary><c>tokenizer.ggml.unknown_token_id</c>.</summary>
    public int? UnknownId { get; init; }

    /// <summary><c>tokenizer.ggml.add_bos_token</c>; null means what the model family does: true for <c>llama</c> and <c>llama-bpe</c>.</summary>
    public bool? AddsBeginningOfSequence { get; init; }

    /// <summary><c>tokenizer.ggml.add_eos_token</c>.</summary>
    public bool AddsEndOfSequence { get; init; }

    /// <summary><c>tokenizer.ggml.add_space_prefix</c>: whether SentencePiece puts a space before the text.</summary>
    public bool AddsSpacePrefix { get; init; } = true;
}
