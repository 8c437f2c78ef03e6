namespace InferenceScaling.Verification;

/// <summary>How an ensemble makes one score of a step from its members' scores.</summary>
public enum EnsembleRule
{
    /// <summary>The arithmetic mean: the members are noisy measurements of one thing.</summary>
    Mean,

    /// <summary>The lowest: a step must please every member, which makes the verifier hard to deceive.</summary>
    Minimum,

    /// <summary>The share of members that give at least one half.</summary>
    Vote,
}
