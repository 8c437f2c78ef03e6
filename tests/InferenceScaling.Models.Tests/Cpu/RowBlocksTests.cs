using CsCheck;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class RowBlocksTests
{
    [Fact]
    public void Blocks_hold_every_row_once_and_are_whole_tiles()
    {
        Gen.Select(Gen.Int[1, 600], Gen.Int[1, 6], Gen.OneOfConst(1, 6, 16), Gen.Int[1, 800], Gen.Int[1, 64]).Sample((rows, tiles, tile, panels, threads) =>
        {
            var most = tiles * tile;
            var blocks = RowBlocks.Cut(rows, most, tile, panels, threads);
            var covered = new List<int>();
            for (var block = 0; block < blocks.Count; block++)
            {
                var (first, count) = blocks[block];
                count.Should().BeInRange(1, most);
                (first % tile).Should().Be(0);
                covered.AddRange(Enumerable.Range(first, count));
            }

            covered.Should().Equal(Enumerable.Range(0, rows));
        });
    }

    [Theory]
    [InlineData(64, 2, 32)]
    [InlineData(128, 2, 64)]
    [InlineData(100, 4, 32)]
    public void With_rows_enough_each_thread_has_blocks_of_its_own(int rows, int threads, int size) =>
        RowBlocks.Cut(rows, 96, 16, 48, threads).Size.Should().Be(size);

    [Fact]
    public void Few_rows_stay_together_so_that_weights_are_read_once() => RowBlocks.Cut(16, 96, 16, 9, 2).Count.Should().Be(1);

    [Fact]
    public void Few_panels_are_made_up_for_by_more_blocks()
    {
        RowBlocks.Cut(64, 96, 16, 9, 8).Count.Should().Be(4);
        RowBlocks.Cut(64, 96, 16, 48, 8).Count.Should().Be(2);
    }
}
