using InferenceScaling.Conformance.Strategies;
using InferenceScaling.TorchSharp.Compression.Pruning;

namespace InferenceScaling.Conformance.Quant;

/// <summary>Masks of Wanda and of magnitude, with the errors they leave.</summary>
internal sealed class PruningFixture : IQuantFixture
{
    public void Run(QuantReference reference, ConformanceReport report)
    {
        var (weights, activations) = (reference.Matrix("prune.W"), reference.Matrix("X"));
        var norms = activations.ColumnNorms();
        report.Case("prune.act_norm", () => reference.Close("prune.act_norm", norms));

        var wanda = ImportanceScores.Wanda(weights, norms);
        var magnitude = ImportanceScores.Magnitude(weights);
        var exact = LayerArithmetic.Product(activations, weights.Values.Span);
        Check("wanda_row50", wanda, Sparsity.OfRows(0.5));
        Check("wanda_2_4", wanda, Sparsity.Pattern(2, 4));
        Check("magnitude_layer50", magnitude, Sparsity.OfLayer(0.5));
        Check("magnitude_row50", magnitude, Sparsity.OfRows(0.5));
        Check("magnitude_2_4", magnitude, Sparsity.Pattern(2, 4));

        void Check(string name, double[] scores, Sparsity sparsity)
        {
            var mask = PruningMask.Of(scores, weights.Rows, sparsity);
            report.Case($"mask.{name}", () => reference.Equal($"mask.{name}", mask));
            report.Case($"{name} output_mse", () => Expect.Close(
                "mean square",
                LayerArithmetic.MeanSquare(LayerArithmetic.Product(activations, PruningMask.Apply(weights.Values.Span, mask)), exact),
                reference.Losses.GetProperty("prune_output_mse").GetProperty(name).GetDouble(),
                1e-12));
        }
    }
}
