namespace InferenceScaling.Answers;

/// <summary>Whether two answers say the same.</summary>
public enum Equivalence
{
    /// <summary>They say the same.</summary>
    Equal,

    /// <summary>They say different things.</summary>
    Different,

    /// <summary>It could not be decided: an answer was not understood, or they agree only in part. Do not count it as agreement.</summary>
    Unknown,
}
