using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads the <c>vocab</c> of a unigram model: an array of [piece, log-probability], the id being the index.</summary>
internal static class UnigramVocabularyJson
{
    public static (Dictionary<string, int> Ids, double[] Scores) Read(ReadOnlySpan<byte> json)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var scores = new List<double>();
        var reader = new Utf8JsonReader(json, JsonSlices.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            throw new TokenizerFormatException("model.vocab is not an array; expected one of [piece, score].");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            var hasPiece = reader.Read() && reader.TokenType == JsonTokenType.String;
            var piece = hasPiece ? reader.GetString()! : "";
            var hasScore = reader.Read() && reader.TokenType == JsonTokenType.Number;
            var score = hasScore ? reader.GetDouble() : double.NaN;
            if (!hasPiece || !double.IsFinite(score) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                throw new TokenizerFormatException($"model.vocab[{scores.Count}] is not a pair of piece and finite score.");
            ids[piece] = scores.Count;
            scores.Add(score);
        }

        if (reader.TokenType != JsonTokenType.EndArray || scores.Count == 0)
            throw new TokenizerFormatException("model.vocab has no pieces, or something that is not a pair.");
        return (ids, [.. scores]);
    }
}
