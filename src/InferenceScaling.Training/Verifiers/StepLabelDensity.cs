namespace InferenceScaling.Training.Verifiers;

/// <summary>Where a step's label is learnt.</summary>
public enum StepLabelDensity
{
    /// <summary>At its last token, where it is read when the verifier scores.</summary>
    LastToken,

    /// <summary>At every token: some twenty times the signal for the same compute.</summary>
    EveryToken,
}
