using InferenceScaling.Conformance.Strategies;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Quantization;

namespace InferenceScaling.Conformance.Quant;

/// <summary>Rounding to nearest: a scale an output, groups of 32, and 8-bit activations.</summary>
internal sealed class IntegersFixture : IQuantFixture
{
    public void Run(QuantReference reference, ConformanceReport report)
    {
        var (weights, activations) = (reference.Matrix("W"), reference.Matrix("X"));
        report.Case("Y_exact", () => reference.Close("Y_exact", LayerArithmetic.Product(activations, weights.Values.Span)));

        var rows = RoundToNearest.Quantize(weights, new(8), new RangeFit(SymmetricRange.Restricted));
        report.Case("int8_channel.q", () => reference.Equal("int8_channel.q", rows.Codes.Select(code => code - 128)));
        report.Case("int8_channel.scale", () => reference.Equal("int8_channel.scale", rows.Scales));
        report.Case("int8_channel.Y_weight_only", () => reference.Close("int8_channel.Y_weight_only", LayerArithmetic.Product(activations, LayerArithmetic.Dequantized(rows))));
        report.Case("closest_to_half", () => Expect.Close(
            "distance from a half",
            weights.Values.ToArray().Select((weight, i) => weight / (double)rows.Scales[i / weights.Columns]).Min(place => Math.Abs(place - Math.Floor(place) - 0.5)),
            reference.Losses.GetProperty("closest_to_half").GetProperty("int8_channel").GetDouble(),
            1e-12));

        var tokens = QuantizedTokens.Of(activations);
        report.Case("w8a8.qx", () => reference.Equal("w8a8.qx", tokens.Codes));
        report.Case("w8a8.sx", () => reference.Equal("w8a8.sx", tokens.Scales));
        report.Case("w8a8.acc_i32", () => reference.Equal("w8a8.acc_i32", IntegerProduct.Sums(tokens, rows)));
        report.Case("w8a8.Y", () => reference.Close("w8a8.Y", IntegerProduct.Multiply(tokens, rows)));

        foreach (var bits in new[] { 8, 4 })
            RunGroups(bits);
        report.Case("int4_g32_asym.packed_low_first", () => reference.Equal(
            "int4_g32_asym.packed_low_first",
            CodePacking.Pack(RoundToNearest.Quantize(weights, new(4, 32, IsSymmetric: false), new RangeFit()).Codes.AsSpan(), 4)));

        void RunGroups(int bits)
        {
            var name = $"int{bits}_g32_asym";
            var matrix = RoundToNearest.Quantize(weights, new QuantizationFormat(bits, 32, IsSymmetric: false), new RangeFit());
            report.Case($"{name}.q", () => reference.Equal($"{name}.q", matrix.Codes));
            report.Case($"{name}.scale", () => reference.Equal($"{name}.scale", matrix.Scales));
            report.Case($"{name}.zero", () => reference.Equal($"{name}.zero", matrix.Zeros));
            report.Case($"{name}.W_dequant", () => reference.Close($"{name}.W_dequant", LayerArithmetic.Dequantized(matrix)));
            report.Case($"{name}.Y", () => reference.Close($"{name}.Y", LayerArithmetic.Product(activations, LayerArithmetic.Dequantized(matrix))));
        }
    }
}
