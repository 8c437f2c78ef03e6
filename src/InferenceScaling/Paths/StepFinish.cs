namespace InferenceScaling.Paths;

/// <summary>Why a step ended, and with it whether its path can go on.</summary>
public enum StepFinish
{
    /// <summary>A step delimiter appeared: the path goes on with another step.</summary>
    Delimiter,

    /// <summary>The model ended its text, or a stop sequence appeared: the path is complete.</summary>
    EndOfText,

    /// <summary>The step reached <see cref="StepOptions.MaxTokens"/>: the path may go on, its last step is cut.</summary>
    TokenLimit,

    /// <summary>The model's context is full: the path cannot go on and is cut.</summary>
    ContextLimit,
}
