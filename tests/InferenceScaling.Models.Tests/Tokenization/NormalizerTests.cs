using System.Text.Json;
using CsCheck;
using InferenceScaling.Models.Tokenization.Json;

namespace InferenceScaling.Models.Tests.Tokenization;

public class NormalizerTests
{
    [Theory]
    [InlineData("""{"type":"NFC"}""", "e\u0301 \u1100\u1161\u11A8 \u212B q\u0307\u0323", "é 각 Å q\u0323\u0307")]
    [InlineData("""{"type":"NFD"}""", "é 각 ậ", "e\u0301 \u1100\u1161\u11A8 a\u0323\u0302")]
    [InlineData("""{"type":"NFKC"}""", "ﬁ ２ ½ ｶﾞ", "fi 2 1\u20442 ガ")]
    [InlineData("""{"type":"NFKD"}""", "ﬁ é ①", "fi e\u0301 1")]
    [InlineData("""{"type":"NFC"}""", "\u0958 \U0001D15E \U0001109A\u0323", "\u0915\u093C \U0001D157\U0001D165 \U0001109A\u0323")]
    [InlineData("""{"type":"Lowercase"}""", "ÀB İ Σ 𐐀", "àb i\u0307 σ 𐐨")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " \u00A0a ", "a ")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301a", "ea")]
    [InlineData("""{"type":"Prepend","prepend":"▁"}""", "a", "▁a")]
    [InlineData("""{"type":"Replace","pattern":{"String":" "},"content":"▁"}""", " a  b", "▁a▁▁b")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"_"}""", "a   b c", "a_b c")]
    [InlineData("""{"type":"ByteLevel"}""", "é ", "Ã©Ġ")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"}]}""", "ÉÀ", "ea")]
    public void Normalizer_gives_the_reference_text(string json, string text, string expected) => Normalize(json, text).Should().Be(expected);

    [Theory]
    [InlineData("NFC")]
    [InlineData("NFD")]
    [InlineData("NFKC")]
    [InlineData("NFKD")]
    public void Normalising_twice_changes_nothing_more(string form)
    {
        var json = $$"""{"type":"{{form}}"}""";
        var characters = Gen.Frequency((3, Gen.Int[0xA0, 0x36F]), (2, Gen.Int[0x1100, 0x11FF]), (1, Gen.Int[0x1E00, 0xD7FF]), (1, Gen.Int[0xF900, 0x1FFFF]));
        characters.Array[0, 12].Select(points => string.Concat(points.Select(char.ConvertFromUtf32)))
            .Sample(text => Normalize(json, Normalize(json, text)) == Normalize(json, text), iter: 3000);
    }

    [Fact]
    public void A_long_run_of_combining_marks_normalises_in_near_linear_time()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("\u0323\u0301\u0316", 100_000));
        var started = TimeProvider.System.GetTimestamp();
        Normalize("""{"type":"NFC"}""", text).Should().StartWith("\u1EA1\u0316\u0323");
        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string Normalize(string json, string text)
    {
        using var document = JsonDocument.Parse(json);
        return NormalizerJson.Read(new JsonSection(document.RootElement, "normalizer"))!.Normalize(text);
    }
}
