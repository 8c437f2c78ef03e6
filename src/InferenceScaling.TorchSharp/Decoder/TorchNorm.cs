using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Execution;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.TorchSharp.Decoder;

/// <summary>RMS or layer norm over the last dimension.</summary>
internal sealed class TorchNorm(NormConfig config, Tensor? weight, Tensor? bias) : NormLayer<Tensor>
{
    public override Tensor Apply(Tensor input)
    {
        if (config.Kind == NormKind.Layer)
            return nn.functional.layer_norm(input, [input.shape[^1]], weight, bias, config.Epsilon);
        using var squares = input.Power(2);
        using var mean = squares.mean([-1L], keepdim: true);
        mean.Add(config.Epsilon).rsqrt_();
        var output = input * mean;
        if (weight is not null)
            output.mul_(weight);
        return bias is null ? output : output.Add(bias);
    }
}
