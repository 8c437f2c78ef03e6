namespace InferenceScaling.Models.Architectures;

/// <summary>Ways to stretch rotary embeddings.</summary>
public enum RopeScaling
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>All frequencies divided by the factor (Chen et al. 2023).</summary>
    Linear,

    /// <summary>Low frequencies divided, high ones kept, a smooth ramp between (Llama 3.1).</summary>
    Llama3,

    /// <summary>A ramp over dimensions and a temperature (Peng et al. 2023).</summary>
    Yarn,

    /// <summary>A divisor a dimension, one set for short and one for long sequences (Ding et al. 2024).</summary>
    LongRope,
}
