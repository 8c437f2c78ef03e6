namespace InferenceScaling.Models.Execution;

/// <summary>A norm over the width of each row.</summary>
/// <typeparam name="T">What holds activations.</typeparam>
internal abstract class NormLayer<T>
{
    /// <summary>Makes a new buffer of the input's shape.</summary>
    public abstract T Apply(T input);
}
