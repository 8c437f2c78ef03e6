using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>Products with weights by name; several become one matrix below each other.</summary>
internal sealed class GraphLinear(IReadOnlyDictionary<string, Tensor> parameters, TrainingDevice device)
{
    public Tensor Apply(Tensor input, params ReadOnlySpan<string> names)
    {
        var weight = Join(names, ".weight")!;
        var bias = Join(names, ".bias");
        if (!device.BFloat16)
            return nn.functional.linear(input, weight, bias);
        var product = nn.functional.linear(input.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16)).to(ScalarType.Float32);
        return bias is null ? product : product.Plus(bias);
    }

    /// <summary>In fp32 whatever the device's type: logits need all their bits.</summary>
    public Tensor ApplyExact(Tensor input, string name) => nn.functional.linear(input, parameters[name + ".weight"], parameters.GetValueOrDefault(name + ".bias"));

    private Tensor? Join(ReadOnlySpan<string> names, string suffix)
    {
        if (!parameters.TryGetValue(names[0] + suffix, out var first) || names.Length == 1)
            return first;
        var parts = new Tensor[names.Length];
        for (var index = 0; index < names.Length; index++)
            parts[index] = parameters[names[index] + suffix];
        return cat(parts, 0);
    }
}
