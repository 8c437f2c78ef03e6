using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Optimizers;

/// <summary>AdamW for one tensor.</summary>
internal sealed class AdamW(string name, Tensor parameter, AdamWSettings settings, double rate) : IParameterOptimizer
{
    private readonly Tensor _mean = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();
    private readonly Tensor _square = zeros_like(parameter, requires_grad: false).DetachFromDisposeScope();

    public IEnumerable<(string Name, Tensor State)> States => [($"mean.{name}", _mean), ($"square.{name}", _square)];

    public void Step(long step, double schedule)
    {
        if (parameter.grad is not { } gradient)
            return;
        var size = settings.LearningRate * rate * schedule;
        if (settings.WeightDecay > 0 && parameter.dim() > 1)
            parameter.Multiply(1 - (size * settings.WeightDecay));
        _mean.Multiply(settings.Beta1).Add(gradient, 1 - settings.Beta1);
        _square.Multiply(settings.Beta2).AddProduct(gradient, gradient, 1 - settings.Beta2);
        var meanCorrection = 1 - Math.Pow(settings.Beta1, step);
        var squareCorrection = 1 - Math.Pow(settings.Beta2, step);
        var root = _square.Over(squareCorrection).sqrt_().Add(settings.Epsilon);
        parameter.AddQuotient(_mean, root, -size / meanCorrection);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }
}
