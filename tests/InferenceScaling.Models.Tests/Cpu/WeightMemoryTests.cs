using CsCheck;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class WeightMemoryTests
{
    [Fact]
    public void Blocks_begin_on_a_line_and_share_nothing() =>
        Gen.OneOf(Gen.Int[0, 200], Gen.Int[0, 300_000], Gen.Int[4_000_000, 9_000_000]).Array[1, 30].Sample(
            sizes =>
            {
                using var memory = new WeightMemory();
                var blocks = new nint[sizes.Length];
                for (var index = 0; index < sizes.Length; index++)
                {
                    blocks[index] = (nint)memory.Take(sizes[index]);
                    (blocks[index] % 64).Should().Be(0);
                    new Span<byte>((void*)blocks[index], sizes[index]).Fill((byte)index);
                }

                for (var index = 0; index < sizes.Length; index++)
                    new Span<byte>((void*)blocks[index], sizes[index]).IndexOfAnyExcept((byte)index).Should().Be(-1);
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void Small_blocks_stand_side_by_side()
    {
        using var memory = new WeightMemory();
        var first = memory.Take(100);
        _ = memory.Take(5_000_000);
        var second = memory.Take(1);
        (second - first).Should().Be(128, "what is large stands elsewhere");
    }

    [Fact]
    public void More_than_there_is_is_an_error()
    {
        using var memory = new WeightMemory();
        var take = () => (nint)memory.Take(long.MaxValue / 2);
        take.Should().Throw<OutOfMemoryException>();
    }
}
