using System.Runtime.InteropServices;
using InferenceScaling.Training.Decoder;

namespace InferenceScaling.Training.Tests.Decoder;

public sealed class TrainingDeviceTests
{
    [SkippableFact]
    public void A_processor_has_bf16_products_where_the_system_says_so()
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64 && File.Exists("/proc/cpuinfo"), "only Linux on x64 lists what its processor can");
        var flags = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Split(' ');
        TrainingDevice.Fastest("cpu").Should().Be(new TrainingDevice { BFloat16 = flags.Contains("avx512bw") && (flags.Contains("avx512_bf16") || flags.Contains("amx_bf16")) });
    }

    [Theory]
    [InlineData("cuda", true)]
    [InlineData("cuda:1", true)]
    [InlineData("mps", false)]
    public void Other_devices_are_told_by_their_names(string device, bool hasProducts) =>
        TrainingDevice.Fastest(device).Should().Be(new TrainingDevice { Device = device, BFloat16 = hasProducts });

    [Fact]
    public void A_device_has_a_name() => FluentActions.Invoking(() => TrainingDevice.Fastest(" ")).Should().Throw<ArgumentException>();
}
