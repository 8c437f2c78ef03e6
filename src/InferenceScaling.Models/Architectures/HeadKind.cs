namespace InferenceScaling.Models.Architectures;

/// <summary>What a decoder's outputs mean.</summary>
public enum HeadKind
{
    /// <summary>Logits of the next token.</summary>
    LanguageModel,

    /// <summary>Labels, or one reward, of the whole sequence: read at its last token.</summary>
    SequenceClassification,

    /// <summary>Labels of each token.</summary>
    TokenClassification,

    /// <summary>Two logits (bad, good) of the step that ends here: read at separator tokens.</summary>
    ProcessReward,
}
