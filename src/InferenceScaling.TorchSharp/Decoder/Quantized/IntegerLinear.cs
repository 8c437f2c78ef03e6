using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder.Quantized;

/// <summary>A product of integers: rounds the rows, multiplies, and scales the sums.</summary>
internal sealed class IntegerLinear(IntegerMatrix matrix, Tensor? bias) : LinearLayer<Tensor>
{
    public override long Bytes => matrix.Bytes;

    public override Tensor Apply(Tensor input)
    {
        using var rounded = RoundedTokens.Of(input);
        using var sums = matrix.Sums(rounded.Codes);
        var result = sums.to(ScalarType.Float32).mul_(rounded.Scales).mul_(matrix.Scales);
        return bias is null ? result : result.Add(bias);
    }
}
