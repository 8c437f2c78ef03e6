using InferenceScaling.Models.Checkpoints.Quantization;

namespace InferenceScaling.TorchSharp.Compression.Quantization;

/// <summary>A matrix quantised by <see cref="Gptq"/>.</summary>
/// <param name="Matrix">The codes; says the group of every input where activation order has mixed them.</param>
/// <param name="OutputError">The mean over calibration tokens of the squared change of all outputs together.</param>
/// <param name="FellBack">Whether the Hessian was not positive definite, or so nearly not that corrections overflow: then weights were rounded to nearest instead.</param>
internal sealed record GptqResult(QuantizedMatrix Matrix, double OutputError, bool FellBack);
