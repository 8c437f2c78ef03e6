using System.Text.Encodings.Web;
using System.Text.Json;
using InferenceScaling.Models.Tokenization.Subwords;

namespace InferenceScaling.Models.Tokenization.Gguf;

/// <summary>Writes a GGUF vocabulary as <c>tokenizer.json</c>. The same vocabulary gives the same bytes.</summary>
internal static class GgufTokenizerJson
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="TokenizerFormatException">The vocabulary contradicts itself or uses an unknown model or pre-tokenizer.</exception>
    public static void Write(GgufVocabulary source, Stream stream)
    {
        // Building it checks it.
        _ = GgufTokenizer.Build(source);
        var pre = source.Model == "gpt2" ? BytePreTokenizer.Named(source.PreTokenizer ?? "default") : null;
        using var json = new Utf8JsonWriter(stream, Layout);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteAddedTokens(json, source);
        if (pre is null)
            WriteSentencePiece(json, source);
        else
            WriteByteLevel(json, pre);
        WriteTemplate(json, source, GgufTokenizer.TemplateOf(source, pre?.AddsBeginning ?? true));
        WriteModel(json, source, pre);
        json.WriteEndObject();
    }

    private static void WriteAddedTokens(Utf8JsonWriter json, GgufVocabulary source)
    {
        json.WriteStartArray("added_tokens");
        foreach (var token in GgufTokenizer.AddedTokensOf(source).OrderBy(token => token.Id))
        {
            json.WriteStartObject();
            json.WriteNumber("id", token.Id);
            json.WriteString("content", token.Content);
            json.WriteBoolean("single_word", token.IsSingleWord);
            json.WriteBoolean("lstrip", token.StripsLeft);
            json.WriteBoolean("rstrip", token.StripsRight);
            json.WriteBoolean("normalized", token.IsNormalized);
            json.WriteBoolean("special", token.IsSpecial);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, BytePreTokenizer pre)
    {
        json.WritePropertyName("normalizer");
        json.WriteRawValue(pre.IsComposed ? """{"type":"NFC"}""" : "null");
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        if (pre.IsolatesDigits)
            json.WriteRawValue("""{"type":"Digits","individual_digits":true}""");
        foreach (var expression in pre.Expressions)
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", expression);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        json.WriteRawValue("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WritePropertyName("decoder");
        json.WriteRawValue("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""");
    }

    private static void WriteSentencePiece(Utf8JsonWriter json, GgufVocabulary source)
    {
        const string Replace = """{"type":"Replace","pattern":{"String":" "},"content":"▁"}""";
        const string Restore = """{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}""";
        json.WritePropertyName("normalizer");
        json.WriteRawValue(source.AddsSpacePrefix
            ? $$"""{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{{Replace}}]}"""
            : $$"""{"type":"Sequence","normalizers":[{{Replace}}]}""");
        json.WriteNull("pre_tokenizer");
        json.WritePropertyName("decoder");
        json.WriteRawValue(source.AddsSpacePrefix
            ? $$"""{"type":"Sequence","decoders":[{{Restore}},{"type":"Strip","content":" ","start":1,"stop":0}]}"""
            : $$"""{"type":"Sequence","decoders":[{{Restore}}]}""");
    }

    private static void WriteTemplate(Utf8JsonWriter json, GgufVocabulary source, SequenceTemplate template)
    {
        if (template.Prefix.Length + template.Suffix.Length == 0)
        {
            json.WriteNull("post_processor");
            return;
        }

        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        json.WriteStartArray("single");
        WritePlaces(json, source, template, "A", 0);
        json.WriteEndArray();
        json.WriteStartArray("pair");
        WritePlaces(json, source, template, "A", 0);
        WritePlaces(json, source, template, "B", 1);
        json.WriteEndArray();
        json.WriteStartObject("special_tokens");
        foreach (var id in template.Prefix.Concat(template.Suffix).Distinct())
        {
            json.WriteStartObject(source.Tokens[id]);
            json.WriteString("id", source.Tokens[id]);
            json.WriteStartArray("ids");
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            json.WriteStringValue(source.Tokens[id]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlaces(Utf8JsonWriter json, GgufVocabulary source, SequenceTemplate template, string sequence, int type)
    {
        foreach (var id in template.Prefix)
            WritePlace(json, "SpecialToken", source.Tokens[id], type);
        WritePlace(json, "Sequence", sequence, type);
        foreach (var id in template.Suffix)
            WritePlace(json, "SpecialToken", source.Tokens[id], type);
    }

    private static void WritePlace(Utf8JsonWriter json, string kind, string id, int type)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, GgufVocabulary source, BytePreTokenizer? pre)
    {
        var vocabulary = GgufTokenizer.VocabularyOf(source);
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        if (pre is null && GgufTokenizer.UnknownOf(source) is { } unknown)
            json.WriteString("unk_token", source.Tokens[unknown]);
        else
            json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", pre is null);
        json.WriteBoolean("byte_fallback", pre is null);
        json.WriteBoolean("ignore_merges", pre?.IgnoresMerges ?? false);
        json.WriteStartObject("vocab");
        foreach (var (token, id) in vocabulary.Ids.OrderBy(pair => pair.Value))
            json.WriteNumber(token, id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        var merges = pre is null
            ? ScoredPieces.MergesOf(vocabulary, GgufTokenizer.PiecesOf(source)).Select(merge => (merge.Left, merge.Right))
            : Enumerable.Range(0, source.Merges.Count).Select(rank => GgufTokenizer.MergeOf(source, rank));
        foreach (var (left, right) in merges)
        {
            json.WriteStartArray();
            json.WriteStringValue(left);
            json.WriteStringValue(right);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
