using InferenceScaling.Models.Architectures.Loading;

namespace InferenceScaling.Models.Tests.Architectures;

public sealed class RowOrderTests
{
    [Fact]
    public void Interleaved_pairs_become_halves() =>
        Enumerable.Range(0, 8).Select(row => RowOrder.Pairs(4).Map(row)).Should().Equal(0, 2, 1, 3, 4, 6, 5, 7);

    [Fact]
    public void A_run_of_rows_keeps_its_order() =>
        Enumerable.Range(0, 3).Select(row => RowOrder.From(5).Map(row)).Should().Equal(5, 6, 7);

    [Fact]
    public void Blocks_are_picked_at_their_stride() =>
        Enumerable.Range(0, 4).Select(row => new RowOrder(2, 2, 6, false).Map(row)).Should().Equal(2, 3, 8, 9);
}
