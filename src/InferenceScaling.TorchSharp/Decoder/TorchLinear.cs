using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>libtorch's matrix product.</summary>
internal sealed class TorchLinear(Tensor weight, Tensor? bias) : LinearLayer<Tensor>
{
    public override long Bytes => weight.NumberOfElements * weight.ElementSize;

    public override Tensor Apply(Tensor input)
    {
        if (weight.dtype == ScalarType.Float32)
            return nn.functional.linear(input, weight, bias);
        using var rounded = input.to(weight.dtype);
        using var product = nn.functional.linear(rounded, weight);
        var result = product.to(ScalarType.Float32);
        return bias is null ? result : result.Add(bias);
    }
}
