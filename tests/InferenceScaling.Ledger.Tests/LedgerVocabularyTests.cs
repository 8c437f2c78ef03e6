using System.Text.Json;
using CsCheck;
using InferenceScaling.Models.Tokenization;
using InferenceScaling.Tests;

namespace InferenceScaling.Ledger.Tests;

public class LedgerVocabularyTests
{
    private static readonly Tokenizer Tokenizer = Tokenizer.FromJson(LedgerResources.Read("tokenizer.json"));

    [Fact]
    public void It_is_the_tokenizers() =>
        LedgerVocabulary.Words.Should().Equal(Enumerable.Range(0, Tokenizer.VocabularySize).Select(id => Tokenizer.TokenSpelling(id)));

    [SkippableFact]
    public void The_weights_know_its_ids() =>
        LedgerVocabulary.Words.Take(94).Should().Equal(JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(SharedFixtures.Folder("models/ledger-pilot/vocab.json"))));

    [Fact]
    public void Problems_and_solutions_have_the_tokenizers_ids_and_come_back()
    {
        foreach (var problem in LedgerProblems.HeldOut)
        {
            foreach (var text in new[] { problem.Problem, problem.Solution })
            {
                var tokens = LedgerVocabulary.Encode(text);

                tokens.Should().Equal(Tokenizer.Encode(text));
                LedgerVocabulary.Decode(tokens.AsSpan()).Should().Be(text);
            }
        }
    }

    [Fact]
    public void Any_text_has_the_tokenizers_ids()
    {
        var pieces = Gen.OneOfConst([.. LedgerVocabulary.Words.Skip(2), " ", " ", " ", "\n", "\t", "12.", "21. ", "0. ", "Zorblax", "unicorns", "<Z>", "<", "?", "x", "é", "1,000", ":"]);
        pieces.Array[0, 30].Select(words => string.Concat(words)).Sample(text => LedgerVocabulary.EncodeAny(text).Should().Equal(Tokenizer.Encode(text)), iter: 3000, threads: 1);
    }

    [Fact]
    public void Words_have_one_id_each() => LedgerVocabulary.Words.Select(LedgerVocabulary.Find).Should().Equal(Enumerable.Range(0, LedgerVocabulary.Size).Cast<int?>());

    [Fact]
    public void A_word_it_has_not_is_refused_by_name() =>
        FluentActions.Invoking(() => LedgerVocabulary.Encode("Ben has 3 unicorns.")).Should().Throw<ArgumentException>().WithMessage("*'unicorns'*");

    [Theory]
    [InlineData(-1)]
    [InlineData(106)]
    public void An_id_it_has_not_is_refused(int token) =>
        FluentActions.Invoking(() => LedgerVocabulary.Decode([token])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*105*");
}
