using static TorchSharp.torch;

namespace InferenceScaling.Training.Optimizers;

/// <summary>Moves some of the weights along their gradients.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>What it remembers from step to step.</summary>
    IEnumerable<(string Name, Tensor State)> States { get; }

    /// <summary>One step; runs without autograd.</summary>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="schedule">What learning rates are multiplied with.</param>
    void Step(long step, double schedule);
}
