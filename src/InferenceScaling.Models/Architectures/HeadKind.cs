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

    /// <summary>One value of the text that ends here, by a scalar head beside the language model's (TRL's <c>v_head</c>).</summary>
    Value,
}
