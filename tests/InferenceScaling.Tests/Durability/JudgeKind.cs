namespace InferenceScaling.Tests.Durability;

/// <summary>What scores the paths of a <see cref="LimitedSearch"/>.</summary>
internal enum JudgeKind
{
    /// <summary>A model of its own, which remembers its verdicts.</summary>
    Verifier,

    /// <summary>The model that reasons, asked a second time.</summary>
    SelfEvaluation,

    /// <summary>Both together, calibrated.</summary>
    Ensemble,
}
