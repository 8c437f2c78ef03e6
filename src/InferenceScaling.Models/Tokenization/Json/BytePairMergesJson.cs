using System.Text.Json;
using InferenceScaling.Models.Tokenization.Subwords;
using InferenceScaling.Models.Tokenization.Text;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads the <c>merges</c> of a byte-pair model: strings "a b", or pairs ["a", "b"].</summary>
internal static class BytePairMergesJson
{
    public static MergeTableBuilder Read(ReadOnlySpan<byte> json, ModelVocabulary vocabulary, string continuingPrefix)
    {
        var reader = new Utf8JsonReader(json, JsonSlices.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new TokenizerFormatException("model.merges is not an array.");
        var builder = new MergeTableBuilder(vocabulary, continuingPrefix, json.Length / 64);
        using var left = new PooledBuffer<char>();
        using var right = new PooledBuffer<char>();
        for (var rank = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            if (reader.TokenType == JsonTokenType.String)
                AddLine(ref reader, left, builder, rank);
            else
                AddPair(ref reader, left, right, builder, rank);
        }

        return builder;
    }

    private static void AddLine(ref Utf8JsonReader reader, PooledBuffer<char> line, MergeTableBuilder builder, int rank)
    {
        Copy(ref reader, line);
        var text = (ReadOnlySpan<char>)line.Span;
        if (text.StartsWith("#version"))
            return;
        var space = text.IndexOf(' ');
        if (space < 0 || space != text.LastIndexOf(' '))
            throw new TokenizerFormatException($"Merge {rank} of the tokenizer model is '{Excerpt.Of(text.ToString())}'; expected two parts with one space between them.");
        builder.Add(text[..space], text[(space + 1)..], rank);
    }

    private static void AddPair(ref Utf8JsonReader reader, PooledBuffer<char> left, PooledBuffer<char> right, MergeTableBuilder builder, int rank)
    {
        var isPair = reader.TokenType == JsonTokenType.StartArray
            && TryCopyNext(ref reader, left)
            && TryCopyNext(ref reader, right)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
        if (!isPair)
            throw new TokenizerFormatException($"Merge {rank} of the tokenizer model is not a pair of strings.");
        builder.Add(left.Span, right.Span, rank);
    }

    private static bool TryCopyNext(ref Utf8JsonReader reader, PooledBuffer<char> destination)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            return false;
        Copy(ref reader, destination);
        return true;
    }

    private static void Copy(ref Utf8JsonReader reader, PooledBuffer<char> destination)
    {
        destination.Clear();
        destination.Advance(reader.CopyString(destination.Reserve(reader.ValueSpan.Length)));
    }
}
