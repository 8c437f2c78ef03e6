using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>RMS or layer norm over the last dimension, with whatever weights there are.</summary>
internal sealed class GraphNorm(DecoderConfig config, IReadOnlyDictionary<string, Tensor> parameters)
{
    public Tensor Apply(Tensor input, string name)
    {
        var weight = parameters.GetValueOrDefault(name + ".weight");
        var bias = parameters.GetValueOrDefault(name + ".bias");
        if (config.Norm.Kind == NormKind.Layer)
            return nn.functional.layer_norm(input, [input.shape[^1]], weight, bias, config.Norm.Epsilon);
        var output = input * input.Power(2).mean([-1L], keepdim: true).Plus(config.Norm.Epsilon).rsqrt();
        if (weight is not null)
            output = output * (config.Norm.WeightOffset == 0 ? weight : weight.Plus(config.Norm.WeightOffset));
        return bias is null ? output : output.Plus(bias);
    }
}
