namespace InferenceScaling.Training.Verifiers;

/// <summary>What a step classifier says of a step. It decides how scores of steps may be joined.</summary>
public enum StepLabelScheme
{
    /// <summary>Whether this step is right given what is written before it, right or wrong. Scores of steps multiply.</summary>
    Local,

    /// <summary>Whether this step and all before it are right (Lightman et al. 2023 label so until the first error). The last score counts; products would count an error again and again.</summary>
    Prefix,
}
