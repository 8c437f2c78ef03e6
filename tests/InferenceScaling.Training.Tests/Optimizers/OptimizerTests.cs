using InferenceScaling.Training.Child;
using InferenceScaling.Training.Optimizers;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Tests.Optimizers;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void AdamW_moves_as_the_reference_does(double decay)
    {
        manual_seed(1);
        using var scope = NewDisposeScope();
        var start = randn(5, 4);
        var ours = start.clone().requires_grad_(true);
        var reference = start.clone().requires_grad_(true);
        var parameter = nn.Parameter(reference);
        using var optimizer = optim.AdamW([parameter], lr: 1e-2, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: decay);
        using var adam = new AdamW("w", ours, new() { LearningRate = 1e-2, WeightDecay = decay }, rate: 1);
        for (var step = 1; step <= 10; step++)
        {
            var gradient = randn(5, 4);
            Give(ours, gradient);
            Give(parameter, gradient);
            optimizer.step();
            using (no_grad())
                adam.Step(step, schedule: 1);
        }

        (ours - parameter).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 4)]
    [InlineData(4, 16)]
    public void Muon_moves_all_singular_values_near_one_and_keeps_the_singular_vectors(int rows, int columns)
    {
        manual_seed(2);
        using var scope = NewDisposeScope();
        var matrices = randn(3, rows, columns);
        var result = Muon.Orthogonalize(matrices, 5, bFloat16: false);
        var (u, values, vt) = linalg.svd(matrices, false);
        var diagonal = u.transpose(1, 2).matmul(result).matmul(vt.transpose(1, 2));
        var singular = diagonal.diagonal(0, 1, 2);
        singular.min().item<float>().Should().BeGreaterThan(0.3f);
        singular.max().item<float>().Should().BeLessThan(1.35f);
        (diagonal - singular.diag_embed()).abs().max().item<float>().Should().BeLessThan(1e-3f);
        values.shape[0].Should().Be(3);
    }

    [Fact]
    public void Muon_matches_its_formula_written_out_by_hand()
    {
        // One matrix a·I: the iteration is the scalar quintic x → 3.4445 x − 4.7750 x³ + 2.0315 x⁵ on x = 1/√2.
        using var scope = NewDisposeScope();
        var x = 1 / Math.Sqrt(2);
        for (var iteration = 0; iteration < 5; iteration++)
            x = (3.4445 * x) - (4.7750 * Math.Pow(x, 3)) + (2.0315 * Math.Pow(x, 5));
        var result = Muon.Orthogonalize((eye(2) * 7).unsqueeze(0), 5, bFloat16: false);
        result[0, 0, 0].item<float>().Should().BeApproximately((float)x, 1e-5f);
        result[0, 0, 1].item<float>().Should().BeApproximately(0, 1e-6f);
    }

    [Fact]
    public void Muon_takes_matrices_of_layers_and_AdamW_the_rest()
    {
        using var decoder = TinyTask.Model();
        using var optimizer = new Optimizer(decoder, new() { Muon = new() });
        var states = optimizer.States.Select(state => state.Name).ToArray();
        states.Should().Contain("momentum.layers.0.attention.q.weight").And.Contain("momentum.layers.1.feed_forward.down.weight");
        states.Should().Contain("mean.embed.weight").And.Contain("square.head.weight").And.Contain("mean.final_norm.weight");
        states.Should().NotContain(name => name.StartsWith("momentum.embed", StringComparison.Ordinal));
    }

    [Fact]
    public void Gradients_are_scaled_down_to_the_norm_and_forgotten_after_the_step()
    {
        using var decoder = TinyTask.Model();
        using var optimizer = new Optimizer(decoder, new() { ClipNorm = 1 });
        foreach (var parameter in decoder.Parameters.Values)
            Give(parameter, full(parameter.shape, 3f));
        var count = decoder.ParameterCount;
        optimizer.Step(1, 1).Should().BeApproximately(3 * Math.Sqrt(count), 1e-2);
        decoder.Parameters.Values.Should().OnlyContain(parameter => parameter.grad!.abs().max().item<float>() == 0);
        var mean = optimizer.States.Single(state => state.Name == "mean.embed.weight").State;
        mean.max().item<float>().Should().BeApproximately((float)(0.1 / Math.Sqrt(count)), 1e-6f);
    }

    private static void Give(Tensor parameter, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        parameter.grad?.zero_();
        (parameter * gradient).sum().backward();
    }
}
