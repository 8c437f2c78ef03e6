using System.Text;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Tests.Tokenization;

public class SubwordModelTests
{
    private const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";

    [Fact]
    public void Unigram_takes_the_most_probable_segmentation()
    {
        // "▁ab" by parts: ▁a + b = -3.5, ▁ + ab = -3, whole words are not there.
        var tokenizer = Unigram("""["<unk>",0],["▁",-2],["a",-4],["b",-2],["▁a",-1.5],["ab",-1],["abc",-9]""");
        tokenizer.Tokens("ab").Should().Equal("▁", "ab");
        tokenizer.Tokens("abc b").Should().Equal("▁", "abc", "▁", "b");
        tokenizer.Decode(tokenizer.Encode("abc b")).Should().Be("abc b");
    }

    [Fact]
    public void Unigram_fuses_unknown_characters()
    {
        var tokenizer = Unigram("""["<unk>",0],["▁",-2],["a",-4]""");
        tokenizer.Encode("a😀éa").Should().Equal(1, 2, 0, 2);
    }

    [Fact]
    public void Unigram_spells_unknown_characters_by_bytes_where_it_can()
    {
        var bytes = string.Concat(Enumerable.Range(0, 256).Select(value => $",[\"<0x{value:X2}>\",-5]"));
        var tokenizer = Unigram($"""["<unk>",0],["▁",-2],["a",-4]{bytes}""", """,{"byte_fallback":true}"""[2..^1] + ",");
        tokenizer.Encode("aé").Should().Equal(1, 2, 3 + 0xC3, 3 + 0xA9);
    }

    [Theory]
    [InlineData(true, "0,1,0")]
    [InlineData(false, "0,0,1,0")]
    public void Unknown_characters_are_one_or_many(bool fuses, string expected)
        => TinyTokenizer.OfCharacters("?a", modelExtra: $$""","unk_token":"?","fuse_unk":{{(fuses ? "true" : "false")}}""").Encode("xyax")
            .Should().Equal(expected.Split(',').Select(int.Parse));

    [Fact]
    public void Affixes_mark_the_place_in_the_word()
    {
        var tokenizer = Tokenizer.FromJson("""
            {"pre_tokenizer":{"type":"WhitespaceSplit"},"model":{"type":"BPE","continuing_subword_prefix":"##","end_of_word_suffix":"</w>",
            "vocab":{"a":0,"##b":1,"##c</w>":2,"ab":3,"a</w>":4,"abc</w>":5},"merges":["a ##b","ab ##c</w>"]}}
            """u8);
        tokenizer.Encode("abc a").Should().Equal(5, 4);
    }

    private static Tokenizer Unigram(string pieces, string modelExtra = "") => Tokenizer.FromJson(Encoding.UTF8.GetBytes(
        $$"""{"pre_tokenizer":{{Metaspace}},"decoder":{{Metaspace}},"model":{"type":"Unigram","unk_id":0,{{modelExtra}}"vocab":[{{pieces}}]} }"""));
}
