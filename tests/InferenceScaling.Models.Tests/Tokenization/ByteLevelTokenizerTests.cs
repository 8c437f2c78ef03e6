using System.Buffers;
using System.Text;
using CsCheck;
using InferenceScaling.Models.Tokenization;

namespace InferenceScaling.Models.Tests.Tokenization;

public class ByteLevelTokenizerTests
{
    private static readonly Tokenizer Tiny = TinyTokenizer.Create();

    [Fact]
    public void Merges_apply_by_rank_within_words()
    {
        Tiny.Tokens("hello world").Should().Equal("hello", "Ġworld");
        Tiny.Tokens("hell helo").Should().Equal("hell", "Ġ", "he", "l", "o");
        Tiny.Tokens("the thing").Should().Equal("t", "he", "Ġt", "h", "ing");
    }

    [Fact]
    public void Encoding_an_empty_text_gives_nothing() => Tiny.Encode("").Should().BeEmpty();

    [Fact]
    public void Bytes_of_other_scripts_round_trip()
    {
        const string Text = "é 中文 😀𝐀 \0\u00A0\r\n";
        Tiny.Decode(Tiny.Encode(Text)).Should().Be(Text);
        Tiny.Tokens("é").Should().Equal("Ã©");
    }

    [Fact]
    public void Any_well_formed_text_round_trips()
        => Gen.String.Select(text => string.Concat(text.EnumerateRunes())).Sample(text => Tiny.Decode(Tiny.Encode(text)) == text, iter: 2000);

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character()
        => Tiny.Decode(Tiny.Encode("a\uD800b\uDC00")).Should().Be("a\uFFFDb\uFFFD");

    [Fact]
    public void Malformed_bytes_decode_to_replacement_characters() => Tiny.Decode([0xE4, 0xB8, 'a', 0xFF]).Should().Be("\uFFFDa\uFFFD");

    [Fact]
    public void Unknown_ids_are_left_out() => Tiny.Decode(['a', -1, 100_000, 'b']).Should().Be("ab");

    [Fact]
    public void Token_bytes_are_the_raw_bytes()
    {
        Tiny.TokenBytes(0xE4).ToArray().Should().Equal(0xE4);
        Tiny.TokenBytes(Tiny.TokenId("Ġworld")!.Value).ToArray().Should().Equal(" world"u8.ToArray());
        Tiny.TokenBytes(100_000).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void All_overloads_agree()
    {
        var list = new List<int> { 7 };
        var writer = new ArrayBufferWriter<int>();
        Tiny.Encode("hello world", list);
        Tiny.Encode("hello world", writer);
        writer.WrittenSpan.ToArray().Should().Equal(Tiny.Encode("hello world"));
        list.Should().Equal([7, .. writer.WrittenSpan]);
    }

    [Fact]
    public void Long_words_merge_as_short_ones_do()
    {
        // Longer than the scan handles: the queue must give the same tokens.
        Tiny.Tokens(new string(' ', 400) + "x").Should().Equal([.. Enumerable.Repeat("ĠĠĠĠ", 99), "ĠĠ", "Ġ", "Ġ", "x"]);
        Tiny.Tokens(string.Concat(Enumerable.Repeat("hello", 50))).Should().Equal(Enumerable.Repeat("hello", 50));
    }

    [Fact]
    public void A_megabyte_of_one_word_encodes_in_near_linear_time()
    {
        var started = TimeProvider.System.GetTimestamp();
        Tiny.Encode(new string('a', 1_000_000)).Should().HaveCount(1_000_000);
        Tiny.Encode(string.Concat(Enumerable.Repeat("hello", 200_000))).Should().HaveCount(200_000);
        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Encoding_into_a_list_allocates_nothing_once_warm()
    {
        var text = string.Concat(Enumerable.Repeat("hello world, the thing is 123 é\n", 300));
        var list = new List<int>(20_000);
        for (var i = 0; i < 3; i++)
            Encode();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Encode();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10L * text.Length / 10);

        void Encode()
        {
            list.Clear();
            Tiny.Encode(text, list);
        }
    }

    [Fact]
    public void Concurrent_encodings_agree_with_sequential_ones()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"hello {i} world{new string('é', i)}").ToArray();
        var expected = texts.Select(text => Tiny.Encode(text)).ToArray();
        var actual = texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(text => Tiny.Encode(text)).ToArray();
        actual.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Fact]
    public void A_whole_word_wins_over_merges_where_the_model_ignores_them()
    {
        var json = TinyTokenizer.Json(ignoresMerges: true);
        json["model"]!["vocab"]!["xyz"] = 300;
        TinyTokenizer.Parse(json).Tokens("xyz xyz").Should().Equal("xyz", "Ġ", "x", "y", "z");
        json["model"]!["ignore_merges"] = false;
        TinyTokenizer.Parse(json).Tokens("xyz").Should().Equal("x", "y", "z");
    }

    [Fact]
    public void Merges_may_be_pairs()
    {
        var json = TinyTokenizer.Json();
        json["model"]!["merges"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonArray("h", "e"));
        TinyTokenizer.Parse(json).Tokens("hell").Should().Equal("he", "l", "l");
    }

    [Fact]
    public void A_prefix_space_is_added_only_where_there_is_none()
    {
        var tokenizer = TinyTokenizer.Create(preTokenizer: """{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}""");
        tokenizer.Tokens("world").Should().Equal("Ġworld");
        tokenizer.Tokens(" world").Should().Equal("Ġworld");
    }

    [Fact]
    public void Bytes_without_a_token_vanish_where_there_is_no_unknown_token()
    {
        var tokenizer = Tokenizer.FromJson(Encoding.UTF8.GetBytes(
            $$"""{"pre_tokenizer":{{TinyTokenizer.ByteLevel}},"decoder":{{TinyTokenizer.ByteLevel}},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]} }"""));
        tokenizer.Encode("abcab").Should().Equal(2, 2);
    }
}
