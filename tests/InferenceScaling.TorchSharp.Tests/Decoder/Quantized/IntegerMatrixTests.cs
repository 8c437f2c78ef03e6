using CsCheck;
using InferenceScaling.Models.Checkpoints.Quantization;
using InferenceScaling.TorchSharp.Compression.Quantization;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using InferenceScaling.TorchSharp.Native;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

public sealed class IntegerMatrixTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_are_exact_for_all_sizes(bool isPadded) =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 90], Gen.Int[1, 40], Gen.Int).Sample(
            (tokens, inputs, outputs, seed) =>
            {
                var (codes, weights) = (IntegerMatrices.Tokens(seed, tokens, inputs), IntegerMatrices.Weights(seed, outputs, inputs));
                Sums(codes, isPadded, weights).Should().Equal(IntegerProduct.Sums(codes, weights));
            },
            threads: 1,
            iter: 200);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sums_of_the_largest_numbers_are_exact_to_the_last_input_that_fits(bool isPadded)
    {
        const int Most = 132_104;
        var weights = new QuantizedMatrix(IntegerMatrices.Format, 1, Most, [.. new byte[Most]], [1]);
        IntegerMatrix.Takes(weights.Format, Most).Should().BeTrue();
        IntegerMatrix.Takes(weights.Format, Most + 1).Should().BeFalse("one more product would leave 32 bits");
        var codes = new QuantizedTokens(1, Most, [.. Enumerable.Repeat((sbyte)-127, Most)], [1]);
        Sums(codes, isPadded, weights).Should().Equal(127L * 128 * Most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matrices_below_each_other_are_one(bool isPadded)
    {
        QuantizedMatrix[] parts = [IntegerMatrices.Weights(1, 5, 21), IntegerMatrices.Weights(2, 9, 21), IntegerMatrices.Weights(3, 1, 21)];
        var joined = new QuantizedMatrix(IntegerMatrices.Format, 15, 21, [.. parts.SelectMany(part => part.Codes)], [.. parts.SelectMany(part => part.Scales)]);
        var codes = IntegerMatrices.Tokens(4, 3, 21);
        Sums(codes, isPadded, parts).Should().Equal(IntegerProduct.Sums(codes, joined));
        using var matrix = new IntegerMatrix(parts, torch.CPU, Limits(isPadded));
        matrix.Scales.data<float>().ToArray().Should().Equal(joined.Scales);
    }

    [Fact]
    public void Padding_fills_up_to_what_cuBLAS_asks_for()
    {
        using var plain = new IntegerMatrix([IntegerMatrices.Weights(1, 5, 21)], torch.CPU, Int8ProductLimits.Cpu);
        using var padded = new IntegerMatrix([IntegerMatrices.Weights(1, 5, 21)], torch.CPU, Int8ProductLimits.Cuda);
        plain.Bytes.Should().Be((5 * 21) + (5 * sizeof(float)));
        padded.Bytes.Should().Be((8 * 24) + (5 * sizeof(float)));
        Int8ProductLimits.Of(torch.CPU).Should().Be(Int8ProductLimits.Cpu);
    }

    [Fact]
    public void No_tokens_have_no_sums()
    {
        using var matrix = new IntegerMatrix([IntegerMatrices.Weights(1, 5, 21)], torch.CPU, Int8ProductLimits.Cpu);
        using var codes = torch.zeros([0, 21], torch.int8);
        using var sums = matrix.Sums(codes);
        sums.shape.Should().Equal(0, 5);
    }

    [Fact]
    public void Sums_on_many_threads_are_exact()
    {
        // Generators and verifiers run on threads of their own, through one script.
        var exact = Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(8).All(seed =>
        {
            var (codes, weights) = (IntegerMatrices.Tokens(seed, 1 + (seed % 20), 40), IntegerMatrices.Weights(seed, 1 + (seed % 13), 40));
            return Sums(codes, isPadded: seed % 2 == 0, weights).SequenceEqual(IntegerProduct.Sums(codes, weights));
        });
        exact.Should().BeTrue();
    }

    [Theory]
    [InlineData(8, 0, true, true, true)]
    [InlineData(8, 64, true, true, true)]
    [InlineData(8, 32, true, true, false)]
    [InlineData(8, 0, false, true, false)]
    [InlineData(8, 0, true, false, false)]
    [InlineData(4, 0, true, true, false)]
    public void Only_one_scale_an_output_around_zero_in_bytes_is_taken(int bits, int group, bool isSymmetric, bool hasIntegerActivations, bool isTaken) =>
        IntegerMatrix.Takes(new(bits, group, isSymmetric, hasIntegerActivations), 64).Should().Be(isTaken);

    private static Int8ProductLimits Limits(bool isPadded) => isPadded ? Int8ProductLimits.Cuda : Int8ProductLimits.Cpu;

    private static IEnumerable<long> Sums(QuantizedTokens tokens, bool isPadded, params QuantizedMatrix[] weights)
    {
        using var scope = torch.NewDisposeScope();
        using var matrix = new IntegerMatrix(weights, torch.CPU, Limits(isPadded));
        var sums = matrix.Sums(torch.tensor(tokens.Codes).reshape(tokens.Tokens, tokens.Inputs));
        sums.shape.Should().Equal(tokens.Tokens, weights.Sum(part => part.Outputs));
        return [.. sums.contiguous().data<int>().Select(sum => (long)sum)];
    }
}
