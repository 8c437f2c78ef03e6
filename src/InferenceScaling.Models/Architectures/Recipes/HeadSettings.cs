using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Architectures.Recipes;

/// <summary>Reads from <c>architectures</c> what the head is.</summary>
internal static class HeadSettings
{
    /// <summary>Completes a decoder with its head and output width.</summary>
    public static DecoderConfig Apply(ConfigReader config, bool tiedByDefault, DecoderConfig decoder)
    {
        var architecture = config.Has("architectures") ? config.Texts("architectures").FirstOrDefault() ?? string.Empty : string.Empty;
        HeadConfig head = architecture switch
        {
            _ when architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal) => new() { Kind = HeadKind.SequenceClassification },
            _ when architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal) => new() { Kind = HeadKind.TokenClassification, Bias = true },
            _ when architecture.EndsWith("ForProcessRewardModel", StringComparison.Ordinal) => new() { Kind = HeadKind.ProcessReward, Dense = true, Bias = true },
            _ when architecture.EndsWith("ForRewardModel", StringComparison.Ordinal) => new() { Kind = HeadKind.SequenceClassification, Dense = true, Bias = true },
            _ => new() { Tied = config.Boolean("tie_word_embeddings", tiedByDefault) },
        };
        return decoder with { Head = head, OutputWidth = head.Kind == HeadKind.LanguageModel ? decoder.VocabularySize : Labels(config, head) };
    }

    // A head for one reward is the only one of its kind that no setting describes.
    private static int Labels(ConfigReader config, HeadConfig head) =>
        config.Has("num_labels") ? config.Integer("num_labels", 1, 1 << 20)
        : head is { Kind: HeadKind.SequenceClassification, Dense: true } ? 1
        : Math.Max(config.MemberCount("id2label") ?? 2, 1);
}
