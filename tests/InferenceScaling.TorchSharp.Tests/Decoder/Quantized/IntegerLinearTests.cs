using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using InferenceScaling.TorchSharp.Tests.Compression;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

public sealed class IntegerLinearTests
{
    public static TheoryData<int, int, int, bool> Sizes => new()
    {
        // tokens, inputs, outputs, padded
        { 1, 1, 1, false },
        { 1, 33, 7, false },
        { 7, 131, 29, false },
        { 40, 64, 16, false },
        { 1, 1, 1, true },
        { 1, 33, 7, true },
        { 16, 64, 16, true },
        { 17, 64, 16, true },
        { 7, 131, 29, true },
        { 40, 65, 15, true },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_product_has_the_bits_of_exact_sums_times_scales(int tokens, int inputs, int outputs, bool isPadded)
    {
        var weights = IntegerMatrices.Weights(inputs, outputs, inputs);
        var activations = RandomMatrices.Seeded(tokens, tokens, inputs).Values.ToArray();
        var bias = Enumerable.Range(0, outputs).Select(output => (output * 0.37f) - 2).ToArray();
        Apply(weights, bias, activations, isPadded).Should().Equal(Expected(weights, bias, activations));
    }

    [Fact]
    public void A_token_that_is_no_number_spoils_no_other()
    {
        var weights = IntegerMatrices.Weights(3, 5, 9);
        var activations = RandomMatrices.Seeded(3, 3, 9).Values.ToArray();
        var bias = new float[5];
        var undisturbed = Apply(weights, bias, activations, isPadded: true);
        activations[9] = float.NaN;
        var disturbed = Apply(weights, bias, activations, isPadded: true);
        disturbed.AsSpan(5, 5).ToArray().Should().OnlyContain(value => !float.IsFinite(value));
        disturbed[..5].Should().Equal(undisturbed[..5]);
        disturbed[10..].Should().Equal(undisturbed[10..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Products_leave_no_tensor_behind(bool isPadded)
    {
        using var matrix = new IntegerMatrix([IntegerMatrices.Weights(1, 13, 21)], torch.CPU, isPadded ? Int8ProductLimits.Cuda : Int8ProductLimits.Cpu);
        using var bias = torch.ones(13);
        using var input = torch.ones(3, 21);
        var linear = new IntegerLinear(matrix, bias);
        linear.Apply(input).Dispose();
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        var before = statistics.ThreadTotalLiveCount;
        for (var pass = 0; pass < 100; pass++)
            linear.Apply(input).Dispose();
        statistics.ThreadTotalLiveCount.Should().Be(before);
    }

    private static float[] Apply(QuantizedMatrix weights, float[] bias, float[] activations, bool isPadded)
    {
        using var scope = torch.NewDisposeScope();
        using var matrix = new IntegerMatrix([weights], torch.CPU, isPadded ? Int8ProductLimits.Cuda : Int8ProductLimits.Cpu);
        var product = new IntegerLinear(matrix, torch.tensor(bias)).Apply(torch.tensor(activations).reshape(-1, weights.Inputs));
        return product.contiguous().data<float>().ToArray();
    }

    private static float[] Expected(QuantizedMatrix weights, float[] bias, float[] activations)
    {
        var tokens = activations.Length / weights.Inputs;
        var scales = activations.Chunk(weights.Inputs).Select(row => row.Max(MathF.Abs) / 127).ToArray();
        var codes = activations.Select((value, index) => (sbyte)MathF.Round(value / scales[index / weights.Inputs])).ToArray();
        var sums = IntegerProduct.Sums(new(tokens, weights.Inputs, codes, scales), weights);
        return [.. sums.Select((sum, index) => ((float)sum * scales[index / weights.Outputs] * weights.Scales[index % weights.Outputs]) + bias[index % weights.Outputs])];
    }
}
