using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Checkpoints.Gguf;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Tokenization.Gguf;

namespace InferenceScaling.Models.Loading;

/// <summary>Reads the text side of a GGUF file from its metadata.</summary>
internal static class GgufText
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>Control tokens that end a turn or a text in known families; files often name only one of a model's own.</summary>
    private static readonly string[] EndSpellings = ["<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|endoftext|>", "<end_of_turn>", "<|end|>", "<|return|>", "<EOT>"];

    /// <summary>Reads it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tokenizerPath">A tokenizer.json to use instead, or null.</param>
    /// <param name="prompting">How prompts will be framed.</param>
    /// <exception cref="CheckpointFormatException">The metadata hold no vocabulary, or a damaged one.</exception>
    public static ModelText Read(GgufFile file, string? tokenizerPath, Prompting prompting)
    {
        var metadata = file.Metadata;
        var tokenizer = tokenizerPath is null ? Tokenizer.FromGguf(Vocabulary(file)) : Tokenizer.FromJson(tokenizerPath);
        var (beginning, end) = (Id(file, "bos_token_id"), Id(file, "eos_token_id"));
        var ids = new[] { end, Id(file, "eot_token_id"), Id(file, "eom_token_id") }.OfType<int>()
            .Concat(EndSpellings.Select(tokenizer.TokenId).OfType<int>().Where(tokenizer.IsSpecial));
        return new(
            tokenizer,
            ModelText.ParseTemplate(file.Location, metadata.FindString("tokenizer.chat_template"), prompting),
            [.. ids.Distinct()],
            beginning is { } first ? tokenizer.TokenSpelling(first) : null,
            end is { } last ? tokenizer.TokenSpelling(last) : null);
    }

    /// <summary>The vocabulary in the metadata.</summary>
    public static GgufVocabulary Vocabulary(GgufFile file)
    {
        var metadata = file.Metadata;
        var model = metadata.FindString(Prefix + "model");
        if (model is null or "none" or "no_vocab" || metadata.FindArray(Prefix + "tokens") is not { } tokens)
        {
            throw new CheckpointFormatException(
                CheckpointDefect.ModelMetadata,
                $"{file.Location} holds no vocabulary ({Prefix}tokens). Name a tokenizer.json by {nameof(LanguageModelOptions)}.{nameof(LanguageModelOptions.TokenizerPath)}.");
        }

        return new()
        {
            Model = model,
            PreTokenizer = metadata.FindString(Prefix + "pre"),
            Tokens = tokens.ToStrings(),
            TokenTypes = [.. (metadata.FindArray(Prefix + "token_type")?.ToInt32s() ?? []).Select(type => (GgufTokenType)type)],
            Merges = metadata.FindArray(Prefix + "merges")?.ToStrings() ?? [],
            Scores = metadata.FindArray(Prefix + "scores")?.ToSingles() ?? [],
            BeginningOfSequenceId = Id(file, "bos_token_id"),
            EndOfSequenceId = Id(file, "eos_token_id"),
            UnknownId = Id(file, "unknown_token_id"),
            AddsBeginningOfSequence = metadata.FindBoolean(Prefix + "add_bos_token"),
            AddsEndOfSequence = metadata.FindBoolean(Prefix + "add_eos_token") ?? false,
            AddsSpacePrefix = metadata.FindBoolean(Prefix + "add_space_prefix") ?? true,
        };
    }

    private static int? Id(GgufFile file, string name)
    {
        var id = file.Metadata.FindUInt32(Prefix + name);

        // Writers store "none" as the largest number.
        return id is null or uint.MaxValue ? null : id <= int.MaxValue ? (int)id : throw new CheckpointFormatException(CheckpointDefect.ModelMetadata, $"{file.Location}: {Prefix}{name} is {id}; expected a token id.");
    }
}
