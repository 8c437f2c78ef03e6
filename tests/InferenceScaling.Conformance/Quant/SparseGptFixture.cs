using InferenceScaling.Conformance.Strategies;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.Conformance.Quant;

/// <summary>SparseGPT at one half and at 2:4, with its losses and those of magnitude.</summary>
internal sealed class SparseGptFixture : IQuantFixture
{
    public void Run(QuantReference reference, ConformanceReport report)
    {
        var weights = reference.Matrix("gptq.W");
        var hessian = new Hessian(weights.Columns, reference.Numbers("gptq.H"));
        var settings = reference.Losses.GetProperty("sparsegpt");
        var options = new SparseGptOptions { Damping = settings.GetProperty("damp").GetDouble(), BlockSize = settings.Integer("block") };
        Check("half", Sparsity.OfLayer(0.5));
        Check("2_4", Sparsity.Pattern(2, 4));

        void Check(string name, Sparsity sparsity)
        {
            var expected = settings.GetProperty("results").GetProperty(name);
            var result = SparseGpt.Prune(weights, hessian, sparsity, options);
            report.Case($"sparsegpt.{name}.mask", () => reference.Equal($"sparsegpt.{name}.mask", result.Kept));
            report.Case($"sparsegpt.{name}.W", () => reference.Close($"sparsegpt.{name}.W", result.Weights.Values.ToArray()));
            report.Case($"sparsegpt.{name} kept", () => Expect.Equal("kept", result.Kept.Count(kept => kept), expected.Integer("kept")));
            report.Case($"sparsegpt.{name} loss", () => Expect.Close("loss", 2 * result.OutputError / expected.GetProperty("loss").GetDouble(), 1, 1e-6));
            report.Case($"sparsegpt.{name} loss_magnitude", () => Expect.Close(
                "loss",
                LayerArithmetic.Loss(hessian, weights, PruningMask.Apply(weights.Values.Span, PruningMask.Of(ImportanceScores.Magnitude(weights), weights.Rows, sparsity))) / expected.GetProperty("loss_magnitude").GetDouble(),
                1,
                1e-6));
        }
    }
}
