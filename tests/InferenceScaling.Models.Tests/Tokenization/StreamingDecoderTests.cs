using System.Text;
using CsCheck;
using InferenceScaling.Models.Tokenization;
using static InferenceScaling.Models.Tests.Tokenization.TinyTokenizer;

namespace InferenceScaling.Models.Tests.Tokenization;

public class StreamingDecoderTests
{
    private static readonly Tokenizer Tiny = Create(added: [Added(400, "<s>")]);

    [Fact]
    public void Stream_equals_decode_for_any_ids_and_any_split()
    {
        // Bytes of multi-byte characters are frequent, so that most sequences are malformed somewhere.
        var id = Gen.Frequency((3, Gen.Int[0x80, 0xFF]), (1, Gen.Int[0, 0x7F]), (1, Gen.Int[256, 274]), (1, Gen.OneOfConst(0xF0, 0x9F, 0x98, 0x80, 0xE4, 0xB8, 400, 999)));
        Gen.Select(id.Array[0, 40], Gen.Int[1, 5].Array[40], Gen.Bool).Sample((ids, lengths, skips) =>
        {
            var decoder = new StreamingDecoder(Tiny, skips);
            var text = new StringBuilder();
            for (int at = 0, part = 0; at < ids.Length; at += lengths[part++])
                text.Append(decoder.Append(ids.AsSpan(at, Math.Min(lengths[part], ids.Length - at))));
            text.Append(decoder.Flush()).ToString().Should().Be(Tiny.Decode(ids, skips));
        }, iter: 20_000);
    }

    [Fact]
    public void A_character_appears_when_its_last_byte_does()
    {
        var decoder = new StreamingDecoder(Tiny);
        decoder.Append(0xF0).Should().BeEmpty();
        decoder.Append(0x9F).Should().BeEmpty();
        decoder.Append(0x98).Should().BeEmpty();
        decoder.HasPending.Should().BeTrue();
        decoder.Append(0x80).Should().Be("😀");
        decoder.HasPending.Should().BeFalse();
        decoder.Flush().Should().BeEmpty();
    }

    [Fact]
    public void Forks_go_their_own_ways()
    {
        var decoder = new StreamingDecoder(Tiny);
        decoder.Append([0xE4, 0xB8]).Should().BeEmpty();
        var fork = decoder.Fork();
        decoder.Append(0xAD).Should().Be("中");
        fork.Append('a').Should().Be("\uFFFDa");
        decoder.Flush().Should().BeEmpty();
    }

    [Fact]
    public void Flush_shows_an_incomplete_character_once()
    {
        var decoder = new StreamingDecoder(Tiny);
        decoder.Append([0xE4, 0xB8]);
        decoder.Flush().Should().Be("\uFFFD");
        decoder.Flush().Should().BeEmpty();
    }

    [Fact]
    public void The_first_space_of_sentence_piece_is_cut_off_once()
    {
        var tokenizer = Tokenizer.FromGguf(GgufTokenizerTests.SentencePiece());
        var ids = tokenizer.Encode(" a é a", addSpecialTokens: false);
        var decoder = new StreamingDecoder(tokenizer);
        string.Concat(ids.Select(decoder.Append)).Should().Be(" a é a").And.Be(tokenizer.Decode(ids));
    }

    [Fact]
    public void Words_without_a_decoder_are_joined_by_spaces()
    {
        var tokenizer = Create(decoder: null);
        var decoder = new StreamingDecoder(tokenizer);
        string.Concat(decoder.Append('a'), decoder.Append('b'), decoder.Flush()).Should().Be("a b").And.Be(tokenizer.Decode(['a', 'b']));
    }

    [Fact]
    public void A_decoder_that_cuts_the_end_cannot_stream()
    {
        var tokenizer = Create(decoder: """{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":0,"stop":1}]}""");
        FluentActions.Invoking(() => new StreamingDecoder(tokenizer)).Should().Throw<NotSupportedException>().WithMessage("*Tokenizer.Decode*");
    }
}
