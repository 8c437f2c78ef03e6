namespace InferenceScaling.Models.Execution;

/// <summary>x·Wᵀ + b for rows of activations.</summary>
/// <typeparam name="T">What holds activations.</typeparam>
internal abstract class LinearLayer<T>
{
    /// <summary>Memory the weights take.</summary>
    public abstract long Bytes { get; }

    /// <summary>Makes a new buffer of [rows, out].</summary>
    public abstract T Apply(T input);
}
