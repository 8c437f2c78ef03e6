namespace InferenceScaling.Models.Architectures;

/// <summary>Norms on queries and keys.</summary>
public enum QueryKeyNorm
{
    /// <summary>None.</summary>
    None,

    /// <summary>Each head by itself, one weight vector for all heads (Qwen 3, Gemma 3).</summary>
    Head,

    /// <summary>All heads of a row together (OLMo 2).</summary>
    Width,
}
