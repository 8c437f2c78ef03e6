using System.Text.Json;
using InferenceScaling.Conformance;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Tokenization.Gguf;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Tokenization;

public class GgufTokenizerTests
{
    [Fact]
    public void A_byte_level_vocabulary_encodes_like_its_json()
    {
        var json = TinyTokenizer.Json();
        var tokenizer = Tokenizer.FromGguf(ByteLevel("gpt-2"));
        foreach (var text in (string[])["hello world", " é 😀 123 the\n\n thing's", ""])
            tokenizer.Encode(text).Should().Equal(TinyTokenizer.Parse(json).Encode(text));
    }

    [Theory]
    [InlineData("gpt-2", "123")]
    [InlineData("llama-bpe", "123")]
    [InlineData("dbrx", "123")]
    [InlineData("qwen2", "1|2|3")]
    [InlineData("smollm", "1|2|3")]
    [InlineData("tekken", "1|2|3")]
    [InlineData("gpt-4o", "123")]
    [InlineData("default", "123")]
    public void The_pre_tokenizers_name_decides_how_numbers_are_cut(string name, string expected)
        => Tokenizer.FromGguf(ByteLevel(name)).Tokens("123").Should().Equal(expected.Split('|'));

    [Fact]
    public void An_unknown_pre_tokenizer_is_named_with_the_known_ones()
        => FluentActions.Invoking(() => Tokenizer.FromGguf(ByteLevel("klingon"))).Should().Throw<TokenizerFormatException>().WithMessage("*klingon*llama-bpe*qwen2*");

    [Fact]
    public void Control_tokens_are_special_and_user_defined_ones_are_not()
    {
        var source = ByteLevel("gpt-2");
        var count = source.Tokens.Count;
        var tokenizer = Tokenizer.FromGguf(source with
        {
            Tokens = [.. source.Tokens, "<|im|>", "<think>"],
            TokenTypes = [.. Enumerable.Repeat(GgufTokenType.Normal, count), GgufTokenType.Control, GgufTokenType.UserDefined],
            BeginningOfSequenceId = count,
            EndOfSequenceId = count,
            AddsBeginningOfSequence = true,
        });
        tokenizer.Encode("a<think><|im|>").Should().Equal(count, 'a', count + 1, count);
        (tokenizer.IsSpecial(count), tokenizer.IsSpecial(count + 1)).Should().Be((true, false));
        (tokenizer.BeginningOfSequenceId, tokenizer.EndOfSequenceId).Should().Be((count, count));
    }

    [Fact]
    public void Sentence_piece_merges_by_score_and_falls_back_to_bytes()
    {
        var tokenizer = Tokenizer.FromGguf(SentencePiece());
        tokenizer.Tokens("aab é").Should().Equal("▁", "aa", "b", "▁", "<0xC3>", "<0xA9>");
        tokenizer.Encode("")!.Should().Equal(1);
        tokenizer.Encode("a").Should().Equal(1, tokenizer.TokenId("▁a")!.Value);
        tokenizer.Decode(tokenizer.Encode("aab é"), skipSpecialTokens: true).Should().Be("aab é");
    }

    [Fact]
    public void Contradicting_metadata_is_rejected()
    {
        var source = SentencePiece();
        Rejects(source with { Scores = [1f] }, "*1 scores for*");
        Rejects(source with { TokenTypes = [GgufTokenType.Normal] }, "*1 token types for*");
        Rejects(source with { EndOfSequenceId = 100_000 }, "*eos_token_id is 100000*");
        Rejects(source with { Scores = [.. source.Scores.SkipLast(1), float.NaN] }, "*score*NaN*");
        Rejects(source with { Tokens = [], Scores = [], TokenTypes = [] }, "*no tokens*");
        Rejects(source with { Model = "wordy" }, "*wordy*gpt2, llama*");
        Rejects(ByteLevel("gpt-2") with { Merges = [] }, "*no merges*");
        Rejects(ByteLevel("gpt-2") with { Merges = ["ab"] }, "*merge 0*");
        Rejects(ByteLevel("gpt-2") with { Merges = ["a zz"] }, "*'zz'*");
    }

    [SkippableFact]
    public void Smollm2_from_gguf_metadata_equals_the_reference()
    {
        var fixture = SharedFixtures.Folder("fixtures/tokenizers/smollm2");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedFixtures.Folder("models/smollm2-135m-instruct"), "tokenizer.from_gguf.json")));
        var special = json.RootElement.GetProperty("added_tokens").EnumerateArray().Select(token => token.GetProperty("id").GetInt32()).ToHashSet();
        var tokens = Vocabulary(json);
        var tokenizer = Tokenizer.FromGguf(new GgufVocabulary
        {
            Model = "gpt2",
            PreTokenizer = "smollm",
            Tokens = tokens,
            TokenTypes = [.. tokens.Select((_, id) => special.Contains(id) ? GgufTokenType.Control : GgufTokenType.Normal)],
            Merges = [.. json.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray().Select(Merge)],
            BeginningOfSequenceId = 1,
            EndOfSequenceId = 2,
            AddsBeginningOfSequence = false,
        });
        var checkedCount = 0;
        foreach (var (text, ids, _) in TokenizersConformance.Encodings(fixture))
        {
            tokenizer.Encode(text).Should().Equal(ids);
            checkedCount++;
        }

        checkedCount.Should().BeGreaterThan(400);
    }

    [SkippableFact]
    public void Phi3_from_scores_equals_the_reference()
    {
        var fixture = SharedFixtures.Folder("fixtures/tokenizers/phi3");
        using var json = JsonDocument.Parse(TokenizersConformance.ReadTokenizer(fixture));
        var tokens = Vocabulary(json);
        var tokenizer = Tokenizer.FromGguf(new GgufVocabulary
        {
            Model = "llama",
            Tokens = tokens,
            Scores = Scores(json, tokens),
            TokenTypes = [.. tokens.Select((_, id) => id switch { 0 => GgufTokenType.Unknown, < 3 => GgufTokenType.Control, < 259 => GgufTokenType.Byte, _ => GgufTokenType.Normal })],
            BeginningOfSequenceId = 1,
            EndOfSequenceId = 2,
        });
        var checkedCount = 0;
        foreach (var (text, _, special) in TokenizersConformance.Encodings(fixture))
        {
            // The Phi-3 tokens above the base vocabulary are not part of this one.
            if (text.Contains("<|", StringComparison.Ordinal) || text.Contains("</s>", StringComparison.Ordinal))
                continue;
            tokenizer.Encode(text).Should().Equal(special, "of '{0}'", text);
            checkedCount++;
        }

        checkedCount.Should().BeGreaterThan(400);
    }

    internal static GgufVocabulary SentencePiece()
    {
        string[] pieces = ["▁", "a", "b", "aa", "ab", "▁a"];
        float[] scores = [-20, -21, -22, -1, -2, -3];
        return new GgufVocabulary
        {
            Model = "llama",
            Tokens = ["<unk>", "<s>", "</s>", .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), .. pieces],
            Scores = [.. Enumerable.Repeat(0f, 259), .. scores],
            TokenTypes =
            [
                GgufTokenType.Unknown, GgufTokenType.Control, GgufTokenType.Control,
                .. Enumerable.Repeat(GgufTokenType.Byte, 256), .. Enumerable.Repeat(GgufTokenType.Normal, pieces.Length),
            ],
            BeginningOfSequenceId = 1,
            EndOfSequenceId = 2,
        };
    }

    private static GgufVocabulary ByteLevel(string preTokenizer)
    {
        var model = TinyTokenizer.Json()["model"]!;
        return new GgufVocabulary
        {
            Model = "gpt2",
            PreTokenizer = preTokenizer,
            Tokens = [.. model["vocab"]!.AsObject().Select(pair => pair.Key)],
            Merges = [.. model["merges"]!.AsArray().Select(merge => merge!.GetValue<string>())],
        };
    }

    private static void Rejects(GgufVocabulary source, string message)
        => FluentActions.Invoking(() => Tokenizer.FromGguf(source)).Should().Throw<TokenizerFormatException>().WithMessage(message);

    private static string[] Vocabulary(JsonDocument json)
        => [.. json.RootElement.GetProperty("model").GetProperty("vocab").EnumerateObject().OrderBy(pair => pair.Value.GetInt32()).Select(pair => pair.Name)];

    // The merges of this file are in the order of the scores, so their places serve as scores.
    private static float[] Scores(JsonDocument json, string[] tokens)
    {
        var places = new Dictionary<string, float>();
        foreach (var merge in json.RootElement.GetProperty("model").GetProperty("merges").EnumerateArray())
            places.TryAdd(Merge(merge).Replace(" ", "", StringComparison.Ordinal), places.Count);
        return [.. tokens.Select(token => places.TryGetValue(token, out var place) ? -place : float.MinValue)];
    }

    private static string Merge(JsonElement merge) => merge.ValueKind == JsonValueKind.String ? merge.GetString()! : $"{merge[0].GetString()} {merge[1].GetString()}";
}
