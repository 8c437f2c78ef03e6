using System.Text.Json;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads a tokenizer.json.</summary>
internal static class TokenizerJson
{
    public static TokenizerParts Parse(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        try
        {
            return ParseParts(utf8);
        }
        catch (JsonException exception)
        {
            throw new TokenizerFormatException($"The tokenizer file is not valid JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the JSON reader throws for strings that are no Unicode text.
            throw new TokenizerFormatException($"The tokenizer file has a string that is not Unicode text: {exception.Message}", exception);
        }
    }

    private static TokenizerParts ParseParts(ReadOnlySpan<byte> utf8)
    {
        var members = JsonSlices.MembersOf(utf8, "The tokenizer file");
        if (!members.TryGetValue("model", out var modelRange) || utf8[modelRange].SequenceEqual("null"u8))
            throw new TokenizerFormatException("The tokenizer file has no 'model'; expected one of type BPE or Unigram.");

        var modelReader = ModelJson.Open(utf8[modelRange]);
        var (ids, scores) = modelReader.ReadVocabulary();
        var added = AddedTokensJson.Read(JsonSlices.Section(utf8, members, "added_tokens"), ids);
        var vocabulary = new ModelVocabulary(ids, [.. added.Where(token => token.IsSpecial).Select(token => token.Id)]);

        var canReadBytes = modelReader.CanReadBytes(vocabulary);
        var preTokenizer = PreTokenizerJson.Read(JsonSlices.Section(utf8, members, "pre_tokenizer"), canReadBytes, out var readsBytes);
        return new TokenizerParts
        {
            Vocabulary = vocabulary,
            Model = modelReader.Build(vocabulary, scores, added, readsBytes),
            AddedTokens = added,
            Normalizer = NormalizerJson.Read(JsonSlices.Section(utf8, members, "normalizer")),
            PreTokenizer = preTokenizer,
            Decoder = DecoderJson.Read(JsonSlices.Section(utf8, members, "decoder")),
            Template = PostProcessorJson.Read(JsonSlices.Section(utf8, members, "post_processor"), vocabulary.Ids.Count),
        };
    }
}
