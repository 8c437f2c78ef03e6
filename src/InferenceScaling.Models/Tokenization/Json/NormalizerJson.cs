using System.Text;
using InferenceScaling.Models.Tokenization.Normalizers;

namespace InferenceScaling.Models.Tokenization.Json;

/// <summary>Reads <c>normalizer</c>.</summary>
internal static class NormalizerJson
{
    public static TextNormalizer? Read(JsonSection section) => section.IsNull ? null : section.Type switch
    {
        "NFC" => new UnicodeFormNormalizer(NormalizationForm.FormC),
        "NFD" => new UnicodeFormNormalizer(NormalizationForm.FormD),
        "NFKC" => new UnicodeFormNormalizer(NormalizationForm.FormKC),
        "NFKD" => new UnicodeFormNormalizer(NormalizationForm.FormKD),
        "Prepend" => new PrependNormalizer(section.Text("prepend")),
        "Replace" => new ReplaceNormalizer(PatternJson.Read(section), section.Text("content")),
        "Lowercase" => new LowercaseNormalizer(),
        "Strip" => new StripNormalizer(section.Flag("strip_left", true), section.Flag("strip_right", true)),
        "StripAccents" => new StripAccentsNormalizer(),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Sequence" => new NormalizerSequence([.. section.Items("normalizers").Select(Read).OfType<TextNormalizer>()]),
        _ => throw section.Unsupported("normalizer", "NFC", "NFD", "NFKC", "NFKD", "Prepend", "Replace", "Lowercase", "Strip", "StripAccents", "ByteLevel", "Sequence"),
    };
}
