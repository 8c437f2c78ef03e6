using InferenceScaling.Models.Cpu.Emitted;
using InferenceScaling.Models.Cpu.Pairs;

namespace InferenceScaling.Models.Tests.Cpu.Pairs;

public sealed class PairProductsTests
{
    [Fact]
    public void Where_the_processor_has_them_they_are_used_and_have_the_bits_of_fp32()
    {
        if (!ExecutableMemory.IsAllowed || !BFloat16Instructions.IsSupported)
        {
            PairProducts.Best.Should().BeNull();
            return;
        }

        PairProducts.TryCreate().Should().NotBeNull();
        PairCheck.IsRight(PairProducts.TryCreate()!).Should().BeTrue();
        PairProducts.Best.Should().NotBeNull();
    }
}
