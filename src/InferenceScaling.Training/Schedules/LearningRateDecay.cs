namespace InferenceScaling.Training.Schedules;

/// <summary>How a learning rate falls after its plateau.</summary>
public enum LearningRateDecay
{
    /// <summary>By the same amount a step.</summary>
    Linear,

    /// <summary>Along half a cosine.</summary>
    Cosine,
}
