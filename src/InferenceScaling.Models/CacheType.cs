namespace InferenceScaling.Models;

/// <summary>How an executor keeps the keys and values of the tokens it has read. Attention adds up in fp32 whatever the choice.</summary>
public enum CacheType
{
    /// <summary>Four bytes a number: nothing is rounded.</summary>
    F32,

    /// <summary>
    /// Two bytes a number, rounded to the nearest bf16: half the memory, and half of what every token of every path reads. Queries and probabilities are rounded, too, so that processors with bf16 units
    /// make two multiply-adds in the time of one.
    /// </summary>
    BF16,

    /// <summary>One byte a number and a scale for each token and head: a quarter.</summary>
    Int8,
}
