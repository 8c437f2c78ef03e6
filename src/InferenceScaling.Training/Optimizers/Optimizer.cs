using InferenceScaling.TorchSharp.Native;
using InferenceScaling.Training.Decoder;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Optimizers;

/// <summary>All weights of a decoder, each with the optimiser that suits it.</summary>
internal sealed class Optimizer : IDisposable
{
    private readonly TrainableDecoder _decoder;
    private readonly OptimizerSettings _settings;
    private readonly List<IParameterOptimizer> _parts = [];

    public Optimizer(TrainableDecoder decoder, OptimizerSettings settings)
    {
        _decoder = decoder;
        _settings = settings;
        var matrices = decoder.Parameters.Where(pair => settings.Muon is not null && IsLayerMatrix(pair.Key, pair.Value)).ToArray();
        foreach (var shape in matrices.GroupBy(pair => (pair.Value.shape[0], pair.Value.shape[1])))
            _parts.Add(new Muon([.. shape.Select(pair => (pair.Key, pair.Value))], settings.Muon!, decoder.Device.BFloat16));
        foreach (var (name, parameter) in decoder.Parameters.Except(matrices))
            _parts.Add(new AdamW(name, parameter, settings.AdamW, name.StartsWith("embed", StringComparison.Ordinal) ? settings.EmbeddingRate : 1));
    }

    public IEnumerable<(string Name, Tensor State)> States => _parts.SelectMany(part => part.States);

    /// <summary>Moves every weight and forgets the gradients.</summary>
    /// <returns>The norm of the gradients before they were clipped.</returns>
    public double Step(long step, double schedule)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var gradients = _decoder.Parameters.Values.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        var norm = Math.Sqrt(gradients.Sum(gradient => Square(gradient.norm().item<float>())));
        if (_settings.ClipNorm > 0 && norm > _settings.ClipNorm)
        {
            foreach (var gradient in gradients)
                gradient.Multiply(_settings.ClipNorm / norm);
        }

        foreach (var part in _parts)
            part.Step(step, schedule);
        foreach (var gradient in gradients)
            gradient.zero_();
        return norm;
    }

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Dispose();
    }

    private static double Square(double value) => value * value;

    private static bool IsLayerMatrix(string name, Tensor parameter) =>
        parameter.dim() == 2 && name.StartsWith("layers.", StringComparison.Ordinal) && !name.Contains("router", StringComparison.Ordinal) && !name.Contains("_gate", StringComparison.Ordinal);
}
