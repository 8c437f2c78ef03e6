namespace InferenceScaling.Training.Verifiers;

/// <summary>Errors that can be put into a right solution.</summary>
public enum StepCorruptionKind
{
    /// <summary>A digit becomes another.</summary>
    Digit,

    /// <summary>Two neighbouring, different digits change places.</summary>
    Transposition,

    /// <summary>An arithmetic sign becomes another.</summary>
    Sign,

    /// <summary>A step is left out.</summary>
    Omission,

    /// <summary>A step is written twice.</summary>
    Repetition,

    /// <summary>Two neighbouring steps change places.</summary>
    Order,
}
