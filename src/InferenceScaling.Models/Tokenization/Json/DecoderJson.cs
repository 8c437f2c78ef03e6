using InferenceScaling.Models.Tokenization.Decoders;
using InferenceScaling.Models.Tokenization.PreTokenizers;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>decoder</c>.</summary>
internal static class DecoderJson
{
    public static DecoderChain Read(JsonSection section)
    {
        var steps = new List<TokenDecoder>();
        Flatten(section, steps);
        return new DecoderChain(steps);
    }

    private static void Flatten(JsonSection section, List<TokenDecoder> steps)
    {
        if (section.IsNull)
            return;
        if (section.Type != "Sequence")
        {
            steps.Add(ReadLeaf(section));
            return;
        }

        foreach (var member in section.Items("decoders"))
            Flatten(member, steps);
    }

    private static TokenDecoder ReadLeaf(JsonSection section) => section.Type switch
    {
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Strip" => new StripDecoder(section.Character("content", ' '), Count(section, "start"), Count(section, "stop")),
        "Replace" => new ReplaceDecoder(PatternJson.Read(section), section.Text("content")),
        "Metaspace" => new MetaspaceDecoder(section.Character("replacement", '\u2581'), PreTokenizerJson.MetaspacePrefix(section) != PrefixScheme.Never),
        _ => throw section.Unsupported("decoder", "ByteLevel", "ByteFallback", "Fuse", "Strip", "Replace", "Metaspace", "Sequence"),
    };

    private static int Count(JsonSection section, string name)
    {
        var count = section.Integer(name);
        return count is >= 0 and <= int.MaxValue ? (int)count : throw new TokenizerFormatException($"{section.Path}.{name} is {count}; expected a count.");
    }
}
