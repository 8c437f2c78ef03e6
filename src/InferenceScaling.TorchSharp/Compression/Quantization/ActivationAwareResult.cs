namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>What <see cref="ActivationAware"/> chose.</summary>
/// <param name="Scales">By what the weights of every input are multiplied, and the input is divided.</param>
/// <param name="Ratio">The power of the activations that gave them.</param>
/// <param name="Loss">The loss with them.</param>
internal sealed record ActivationAwareResult(float[] Scales, double Ratio, double Loss);
