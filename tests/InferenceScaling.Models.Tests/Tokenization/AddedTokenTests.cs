using InferenceScaling.Models.Tokenization;
using static InferenceScaling.Models.Tests.Tokenization.TinyTokenizer;

namespace InferenceScaling.Models.Tests.Tokenization;

public class AddedTokenTests
{
    private static readonly Tokenizer Chat = Create(added: [Added(400, "<|im|>"), Added(401, "<|im|>x"), Added(402, "<think>", special: false)]);

    [Fact]
    public void Longest_added_token_wins() => Chat.Tokens("a<|im|>xy<|im|>").Should().Equal("a", "<|im|>x", "y", "<|im|>");

    [Fact]
    public void A_users_text_cannot_spell_a_special_token()
    {
        Chat.Tokens("<|im|><think>", matching: AddedTokenMatching.OrdinaryOnly).Should().Equal("<", "|", "i", "m", "|", ">", "<think>");
        Chat.Encode("<|im|><think>", matching: AddedTokenMatching.None).Should().OnlyContain(id => id < 400);
        Chat.Decode(Chat.Encode("<|im|>", matching: AddedTokenMatching.None)).Should().Be("<|im|>");
    }

    [Fact]
    public void A_special_token_in_the_vocabulary_cannot_be_reached_by_merges_or_whole_words()
    {
        var json = Json(ignoresMerges: true, added: [Added(0, "hello")]);
        json["added_tokens"]![0]!["id"] = json["model"]!["vocab"]!["hello"]!.GetValue<int>();
        var tokenizer = Parse(json);
        tokenizer.Tokens("hello").Should().Equal("hello");
        tokenizer.Tokens("hello", matching: AddedTokenMatching.None).Should().Equal("hell", "o");
    }

    [Fact]
    public void Decoding_may_skip_special_tokens_only()
    {
        Chat.Decode([400, 'a', 402]).Should().Be("<|im|>a<think>");
        Chat.Decode([400, 'a', 402], skipSpecialTokens: true).Should().Be("a<think>");
        Chat.IsSpecial(400).Should().BeTrue();
        Chat.IsSpecial(402).Should().BeFalse();
        Chat.VocabularySize.Should().Be(403);
        Chat.TokenId("<think>").Should().Be(402);
        Chat.TokenId("nothing").Should().BeNull();
    }

    [Fact]
    public void Stripping_takes_the_white_space_beside_the_token()
    {
        Create(added: [Added(400, "<m>", lstrip: true)]).Tokens("a \n<m> b").Should().Equal("a", "<m>", "Ġ", "b");
        Create(added: [Added(400, "<m>", rstrip: true)]).Tokens("a <m> \nb").Should().Equal("a", "Ġ", "<m>", "b");
    }

    [Fact]
    public void A_single_word_token_does_not_match_inside_words()
        => Create(added: [Added(400, "ab", singleWord: true)]).Tokens("cab ab,abc").Should().Equal("c", "a", "b", "Ġ", "ab", ",", "a", "b", "c");

    [Fact]
    public void A_normalized_token_is_found_in_the_normalized_text()
    {
        var tokenizer = Create(normalizer: """{"type":"Lowercase"}""", added: [Added(400, "YES", special: false, normalized: true), Added(401, "NO")]);
        tokenizer.Encode("yes").Should().Equal(400);
        tokenizer.Encode("YeS").Should().Equal(400);
        tokenizer.Encode("NO").Should().Equal(401);
        tokenizer.Tokens("no").Should().Equal("n", "o");
    }

    [Fact]
    public void A_template_surrounds_the_text()
    {
        const string Template = """
            {"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
            "special_tokens":{"<s>":{"id":"<s>","ids":[400],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[401],"tokens":["</s>"]}}}]}
            """;
        var tokenizer = Create(postProcessor: Template, added: [Added(400, "<s>"), Added(401, "</s>")]);
        tokenizer.Encode("a").Should().Equal(400, 'a', 401);
        tokenizer.Encode("").Should().Equal(400, 401);
        tokenizer.Encode("a", addSpecialTokens: false).Should().Equal('a');
        tokenizer.BeginningOfSequenceId.Should().Be(400);
        tokenizer.EndOfSequenceId.Should().Be(401);
        Chat.BeginningOfSequenceId.Should().BeNull();
    }
}
