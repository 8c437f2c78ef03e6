using System.Runtime.InteropServices;
using InferenceScaling.TorchSharp.Decoder.Quantized;
using TorchSharp;

namespace InferenceScaling.TorchSharp.Tests.Decoder.Quantized;

public sealed class IntegerProductCheckTests
{
    [Fact]
    public void A_CPU_multiplies_bytes_rightly() => IntegerProductCheck.Defect(torch.CPU).Should().BeNull();

    [Fact]
    public void Sums_that_pass_through_sixteen_bits_are_found_out() =>
        IntegerProductCheck.Defect(torch.CPU, (matrix, codes) => matrix.Sums(codes).clamp(short.MinValue, short.MaxValue)).Should().Be("sums of 1 × 131 × 21 products are wrong");

    [Fact]
    public void An_error_of_libtorch_is_the_reason() =>
        IntegerProductCheck.Defect(torch.CPU, (matrix, codes) => matrix.Sums(codes.to(torch.float32))).Should().NotBeNullOrWhiteSpace();

    [Fact]
    public void The_reason_is_one_line() =>
        IntegerProductCheck.Defect(torch.CPU, (_, _) => throw new LibtorchException("Traceback:\nRuntimeError: no such operator\n")).Should().Be("RuntimeError: no such operator");

    private sealed class LibtorchException(string message) : ExternalException(message);
}
