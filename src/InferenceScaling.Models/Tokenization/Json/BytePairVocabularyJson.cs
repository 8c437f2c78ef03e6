using System.Text.Json;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads the <c>vocab</c> of a byte-pair model: an object from token to id.</summary>
internal static class BytePairVocabularyJson
{
    public static Dictionary<string, int> Read(ReadOnlySpan<byte> json)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, JsonSlices.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new TokenizerFormatException("model.vocab is not an object; expected one from token to id.");
        var highest = (Id: -1L, Token: "");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var token = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id < 0)
                throw new TokenizerFormatException($"model.vocab has no valid id for token '{Excerpt.Of(token)}'; expected a non-negative integer.");
            ids[token] = id;
            if (id > highest.Id)
                highest = (id, token);
        }

        if (ids.Count > 0)
            _ = TokenTable.CheckId(highest.Id, highest.Token, ids.Count);
        return ids;
    }
}
