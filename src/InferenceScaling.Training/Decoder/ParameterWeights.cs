using InferenceScaling.Models.Architectures;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Decoder;

/// <summary>Trained tensors as weights that executors and writers read.</summary>
internal sealed class ParameterWeights(IReadOnlyDictionary<string, Tensor> parameters) : IDecoderWeights
{
    public bool Contains(string name) => parameters.ContainsKey(name);

    public ReadOnlySpan<long> Shape(string name) => parameters[name].shape;

    public void Read(string name, long elementOffset, Span<float> destination)
    {
        using var scope = NewDisposeScope();
        var part = parameters[name].detach().reshape(-1).narrow(0, elementOffset, destination.Length);
        part.cpu().contiguous().data<float>().CopyTo(destination);
    }
}
