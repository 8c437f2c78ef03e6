using System.Text;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Models.Tokenization.Json;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tests.Tokenization;

public class PreTokenizerTests
{
    [Theory]
    [InlineData("Isolated", false, "a|,|,|b|,")]
    [InlineData("Removed", false, "a|b")]
    [InlineData("Contiguous", false, "a|,,|b|,")]
    [InlineData("MergedWithPrevious", false, "a,|,|b,")]
    [InlineData("MergedWithNext", false, "a|,|,b|,")]
    [InlineData("Removed", true, ",|,|,")]
    [InlineData("MergedWithPrevious", true, "a|,|,b|,")]
    public void Split_treats_matches_as_its_behavior_says(string behavior, bool invert, string expected)
        => Pieces($$"""{"type":"Split","pattern":{"String":","},"behavior":"{{behavior}}","invert":{{(invert ? "true" : "false")}}}""", "a,,b,").Should().Equal(expected.Split('|'));

    [Theory]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a12𝟑", "a|1|2|𝟑")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "a12b3", "a|12|b|3")]
    [InlineData("""{"type":"Whitespace"}""", " Hey, you_1! ", "Hey|,|you_1|!")]
    [InlineData("""{"type":"WhitespaceSplit"}""", " Hey,\tyou! ", "Hey,|you!")]
    [InlineData("""{"type":"Punctuation","behavior":"Isolated"}""", "a+b。c", "a|+|b|。|c")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""", "Hey you  two", "▁Hey|▁you|▁|▁two")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":false}""", "Hey you", "Hey▁you")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","add_prefix_space":false}""", "Hey you", "Hey|▁you")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""", "é's up", "Ã©|'s|Ġup")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"-"}""", "a-b", "a|b")]
    public void Pre_tokenizer_cuts_as_the_reference_does(string json, string text, string expected)
        => Pieces(json, text).Should().Equal(expected.Split('|'));

    [Fact]
    public void Every_step_of_a_sequence_cuts_all_pieces_again()
        => Pieces("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true},{"type":"Punctuation"}]}""", "a1, b2")
            .Should().Equal("a", "1", ",", "b", "2");

    [Fact]
    public void The_first_scheme_marks_only_the_beginning_of_the_input()
    {
        const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}""";
        var tokenizer = Tokenizer.FromJson(Encoding.UTF8.GetBytes(
            $$"""{"added_tokens":[{"id":3,"content":"<x>","special":true,"normalized":false}],"pre_tokenizer":{{Metaspace}},"decoder":{{Metaspace}},"model":{"type":"BPE","vocab":{"▁":0,"a":1,"▁a":2},"merges":["▁ a"]} }"""));
        tokenizer.Encode("a<x>a a").Should().Equal(2, 3, 1, 2);
        tokenizer.Decode(tokenizer.Encode("a<x>a a")).Should().Be("a<x>a a");
    }

    private static List<string> Pieces(string json, string text)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        using var pieces = new TextPieces();
        pieces.Load(text, startsInput: true);
        PreTokenizerJson.Read(new JsonSection(document.RootElement, "pre_tokenizer"), canReadBytes: false, out _)!.Apply(pieces);
        var result = new List<string>();
        foreach (var piece in pieces.Pieces)
            result.Add(pieces.Of(piece).ToString());
        return result;
    }
}
