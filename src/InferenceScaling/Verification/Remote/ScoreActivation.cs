namespace InferenceScaling.Verification.Remote;

/// <summary>How numbers of a server become scores in [0, 1].</summary>
public enum ScoreActivation
{
    /// <summary>They are probabilities already, as vLLM and SGLang give for classes. A number outside [0, 1] is an error.</summary>
    None,

    /// <summary>1 / (1 + exp(-x)): for rewards without bounds.</summary>
    Sigmoid,

    /// <summary>The softmax over the numbers of one step: for logits of classes.</summary>
    Softmax,
}
