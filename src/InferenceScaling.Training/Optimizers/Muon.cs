using InferenceScaling.TorchSharp.Native;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Optimizers;

/// <summary>Muon for matrices of one shape: their updates are made orthogonal together, in one batch of products.</summary>
internal sealed class Muon : IParameterOptimizer
{
    private readonly IReadOnlyList<(string Name, Tensor Parameter)> _matrices;
    private readonly MuonSettings _settings;
    private readonly bool _bFloat16;
    private readonly Tensor[] _momenta;

    public Muon(IReadOnlyList<(string Name, Tensor Parameter)> matrices, MuonSettings settings, bool bFloat16)
    {
        _matrices = matrices;
        _settings = settings;
        _bFloat16 = bFloat16;
        _momenta = [.. matrices.Select(matrix => zeros_like(matrix.Parameter, requires_grad: false).DetachFromDisposeScope())];
    }

    public IEnumerable<(string Name, Tensor State)> States => _matrices.Select((matrix, index) => ($"momentum.{matrix.Name}", _momenta[index]));

    public void Step(long step, double schedule)
    {
        var updates = new List<Tensor>();
        for (var index = 0; index < _matrices.Count; index++)
        {
            var gradient = _matrices[index].Parameter.grad ?? zeros_like(_momenta[index]);
            _momenta[index].Multiply(_settings.Momentum).Add(gradient);
            updates.Add(gradient.Plus(_momenta[index], _settings.Momentum));
        }

        var orthogonal = Orthogonalize(stack(updates), _settings.Iterations, _bFloat16);
        var shape = _momenta[0].shape;
        var size = _settings.LearningRate * schedule;
        var scaled = -size * Math.Sqrt(Math.Max(1, (double)shape[0] / shape[1]));
        for (var index = 0; index < _matrices.Count; index++)
        {
            var parameter = _matrices[index].Parameter;
            parameter.Multiply(1 - (size * _settings.WeightDecay));
            parameter.Add(orthogonal.select(0, index), scaled);
        }
    }

    public void Dispose()
    {
        foreach (var momentum in _momenta)
            momentum.Dispose();
    }

    /// <summary>Moves all singular values of [count, rows, columns] near one. The quintic's coefficients are the paper's: they converge fast to 0.7 … 1.2, which is near enough.</summary>
    internal static Tensor Orthogonalize(Tensor matrices, int iterations, bool bFloat16)
    {
        var tall = matrices.shape[1] > matrices.shape[2];
        var x = tall ? matrices.transpose(1, 2) : matrices;
        x = x / x.Power(2).sum([1L, 2L], keepdim: true).sqrt().Plus(1e-7);
        if (bFloat16)
            x = x.to(ScalarType.BFloat16);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var a = x.bmm(x.transpose(1, 2));
            var b = a.Times(-4.7750).Plus(a.bmm(a).Times(2.0315));
            x = x.Times(3.4445).Plus(b.bmm(x));
        }

        return (tall ? x.transpose(1, 2) : x).to(ScalarType.Float32);
    }
}
