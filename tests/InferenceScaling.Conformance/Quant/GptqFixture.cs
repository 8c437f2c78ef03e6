using System.Text.Json;
using InferenceScaling.Conformance.Strategies;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Matrices;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.Conformance.Quant;

/// <summary>GPTQ in every variant of the reference, with its losses and those of rounding to nearest.</summary>
internal sealed class GptqFixture : IQuantFixture
{
    public void Run(QuantReference reference, ConformanceReport report)
    {
        var weights = reference.Matrix("gptq.W");
        var hessian = Hessian.Of(reference.Matrix("gptq.X"));
        report.Case("gptq.H", () => reference.Close("gptq.H", hessian.Values, 1e-12));
        var settings = reference.Losses.GetProperty("gptq");
        foreach (var variant in settings.GetProperty("variants").EnumerateObject())
            RunVariant(variant.Name, variant.Value, settings, weights, hessian, reference, report);
    }

    private static void RunVariant(string name, JsonElement variant, JsonElement settings, FiniteMatrix weights, Hessian hessian, QuantReference reference, ConformanceReport report)
    {
        var format = new QuantizationFormat(variant.Integer("bits"), variant.TryGetProperty("group", out var group) ? group.GetInt32() : 0, variant.GetProperty("symm").GetBoolean());
        var options = new GptqOptions
        {
            Damping = settings.GetProperty("damp").GetDouble(),
            BlockSize = settings.Integer("block"),
            HasActivationOrder = variant.GetProperty("actorder").GetBoolean(),
            HasStaticGroups = variant.TryGetProperty("static", out var isStatic) && isStatic.GetBoolean(),
        };
        var result = Gptq.Quantize(weights, hessian, format, options);
        var matrix = result.Matrix;
        report.Case($"{name}.q", () => reference.Equal($"{name}.q", matrix.Codes));
        report.Case($"{name}.scale", () => reference.Equal($"{name}.scale", matrix.Scales));
        report.Case($"{name}.zero", () => reference.Equal($"{name}.zero", Enumerable.Range(0, matrix.Scales.Length).Select(i => matrix.Zero(i / matrix.Groups, i % matrix.Groups))));
        report.Case($"{name}.dequant", () => reference.Close($"{name}.dequant", LayerArithmetic.Dequantized(matrix)));
        if (options.HasActivationOrder)
            report.Case($"{name}.perm", () => reference.Equal($"{name}.perm", hessian.DescendingOrder()));

        // The reference's losses are of weights in 64 bits; these are of weights in 32.
        report.Case($"{name} loss_gptq", () => Expect.Close("loss", 2 * result.OutputError / variant.GetProperty("loss_gptq").GetDouble(), 1, 1e-6));
        report.Case($"{name} loss_round_to_nearest", () => CheckNearest(weights, hessian, format, options.Fit, variant.GetProperty("loss_round_to_nearest").GetDouble()));
        report.Case($"{name} by another block size", () => Expect.Sequence("the codes", Gptq.Quantize(weights, hessian, format, options with { BlockSize = 128 }).Matrix.Codes, matrix.Codes));
    }

    // The reference lets the noise of 64 bits choose where a weight is half-way between two codes, as the least of a full symmetric range is. Its loss is that of its own formula;
    // the codes here are the same but for such weights.
    private static void CheckNearest(FiniteMatrix weights, Hessian hessian, QuantizationFormat format, IGridFit fit, double loss)
    {
        var grids = RoundToNearest.Grids(weights.Widen(), weights.Rows, format, fit);
        var matrix = RoundToNearest.Quantize(weights, format, fit);
        var reference = new float[weights.Values.Length];
        for (var i = 0; i < reference.Length; i++)
        {
            var grid = grids[(i / weights.Columns * matrix.Groups) + matrix.Group(i % weights.Columns)];
            var steps = weights.Values.Span[i] / grid.Scale;
            var code = (int)Math.Clamp(Math.Round(steps) + grid.Zero, grid.Smallest, grid.Largest);
            reference[i] = (float)grid.Number(code);
            if (matrix.Codes[i] != code && !(Math.Abs(steps - Math.Floor(steps) - 0.5) < 1e-12))
                throw new ConformanceException($"code {i} is {matrix.Codes[i]}, not {code}, and {weights.Values.Span[i]:R} is not half-way between them");
        }

        Expect.Close("loss", LayerArithmetic.Loss(hessian, weights, reference) / loss, 1, 1e-6);
    }
}
