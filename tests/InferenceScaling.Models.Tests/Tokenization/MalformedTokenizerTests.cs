using System.Text;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Tests.Tokenization;

public class MalformedTokenizerTests
{
    [Theory]
    [InlineData("", "*not valid JSON*")]
    [InlineData("[]", "*not a JSON object*")]
    [InlineData("{", "*not valid JSON*")]
    [InlineData("{} x", "*not valid JSON*")]
    [InlineData("{}", "*no 'model'*")]
    [InlineData("""{"model":null}""", "*no 'model'*")]
    [InlineData("""{"model":7}""", "*model is not a JSON object*")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{}}}""", "*WordPiece*Supported: BPE, Unigram*")]
    [InlineData("""{"model":{"type":"BPE","merges":[]}}""", "*model.vocab is missing*")]
    [InlineData("""{"model":{"type":"BPE","vocab":[],"merges":[]}}""", "*model.vocab is not an object*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "*token 'a'*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":2147483647},"merges":[]}}""", "*'a' has id 2147483647*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":1.5},"merges":[]}}""", "*token 'a'*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"\ud800":1},"merges":[]}}""", "*not Unicode*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""", "*Merge 0*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a"]]}}""", "*Merge 0*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[3]}}""", "*Merge 0*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"":1},"merges":[["a",""]]}}""", "*Merge 0*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a a"]}}""", "*'aa'*")]
    [InlineData("""{"model":{"type":"BPE","unk_token":"?","vocab":{"a":0},"merges":[]}}""", "*unk_token is '?'*")]
    [InlineData("""{"model":{"type":"Unigram","unk_id":5,"vocab":[["a",0]]}}""", "*unk_id*")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[]}}""", "*no pieces*")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a"]]}}""", "*vocab?0?*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"Nope"}}""", "*normalizer.type is 'Nope'*NFC*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":7}}""", "*pre_tokenizer.type*string*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":{"type":"Strip","content":" ","start":-1,"stop":0}}""", "*start*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":[]}""", "*decoder*object*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":{}}""", "*added_tokens*array*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":99999999,"content":"x"}]}""", "*'x' has id 99999999*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"TemplateProcessing","single":[]}}""", "*0 sequences*")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}}],"special_tokens":{}}}""", "*'x'*")]
    public void A_defect_is_named(string json, string message)
        => FluentActions.Invoking(() => Tokenizer.FromJson(Encoding.UTF8.GetBytes(json))).Should().Throw<TokenizerFormatException>().WithMessage(message);

    [Fact]
    public void Deep_nesting_is_an_error_and_no_stack_overflow()
    {
        var nested = string.Concat(Enumerable.Repeat("""{"type":"Sequence","normalizers":[""", 100_000));
        FluentActions.Invoking(() => Tokenizer.FromJson(Encoding.UTF8.GetBytes($$"""{"normalizer":{{nested}}""")))
            .Should().Throw<TokenizerFormatException>();
    }

    [Fact]
    public void Every_cut_of_a_good_file_is_rejected()
    {
        var good = Encoding.UTF8.GetBytes(TinyTokenizer.Json(added: [TinyTokenizer.Added(400, "<s>")]).ToJsonString());
        for (var length = 0; length < good.Length; length += 7)
            FluentActions.Invoking(() => Tokenizer.FromJson(good.AsSpan(0, length))).Should().Throw<TokenizerFormatException>();
    }

    [Fact]
    public void A_missing_file_is_reported_as_such()
        => FluentActions.Invoking(() => Tokenizer.FromJson(Path.Combine(Path.GetTempPath(), "no-such-tokenizer.json"))).Should().Throw<FileNotFoundException>();
}
