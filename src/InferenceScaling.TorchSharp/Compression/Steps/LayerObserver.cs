using InferenceScaling.Models.Cpu;
using InferenceScaling.TorchSharp.Compression.Calibration;

namespace InferenceScaling.TorchSharp.Compression.Steps;

/// <summary>Gathers statistics of every input of a layer's matrices.</summary>
internal sealed class LayerObserver(bool withHessian) : IActivationObserver, IDisposable
{
    private readonly Dictionary<string, ActivationStatistics> _statistics = new(StringComparer.Ordinal);

    /// <summary>What a matrix reads; null where no token reached it.</summary>
    public ActivationStatistics? Find(string name) => _statistics.GetValueOrDefault(name);

    public void Observe(IReadOnlyList<string> names, Activations input)
    {
        if (!_statistics.TryGetValue(names[0], out var statistics))
            _statistics.Add(names[0], statistics = new(input.Width, withHessian));
        statistics.Add(names[0], input);
    }

    public void Dispose()
    {
        foreach (var statistics in _statistics.Values)
            statistics.Dispose();
    }
}
