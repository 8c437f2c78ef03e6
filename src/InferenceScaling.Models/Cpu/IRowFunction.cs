namespace InferenceScaling.Models.Cpu;

/// <summary>What becomes of a row of activations before a product; a row's result depends on that row only.</summary>
internal unsafe interface IRowFunction
{
    /// <summary>Computes a row.</summary>
    /// <param name="source">The row.</param>
    /// <param name="destination">Receives the result; may be the source.</param>
    /// <param name="width">Length of the result.</param>
    void Apply(float* source, float* destination, int width);
}
