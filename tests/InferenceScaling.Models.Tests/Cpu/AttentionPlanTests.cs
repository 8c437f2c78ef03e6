using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed class AttentionPlanTests
{
    private const int PageSize = 16;

    private readonly KvTree _tree = new(PageSize, 4096);
    private readonly DecoderBatch _batch = new();
    private readonly AttentionPlan _plan = new();

    [Fact]
    public void Within_a_block_a_shared_page_is_read_once_for_all_rows_below_it()
    {
        var prompt = Grow(null, 40);
        for (var path = 0; path < 16; path++)
            Add(Grow(prompt, 5), 1);
        _plan.Set(_batch, PageSize, group: 1, threads: 4);

        _plan.BlockCount.Should().Be(4);
        for (var block = 0; block < 4; block++)
        {
            var spans = _plan.SpansOf(block).ToArray();
            spans.Take(3).Should().AllSatisfy(span => (span.First, span.Last).Should().Be((0, 3)));
            spans.Skip(3).Should().HaveCount(4).And.AllSatisfy(span => span.First.Should().Be(span.Last));
        }
    }

    [Fact]
    public void Paths_that_come_in_any_order_are_put_beside_their_siblings()
    {
        var prompt = Grow(null, 16);
        var (left, right) = (Grow(prompt, 16), Grow(prompt, 16));
        for (var path = 0; path < 16; path++)
            Add(Grow(path % 2 == 0 ? left : right, 3), 1);
        _plan.Set(_batch, PageSize, group: 1, threads: 4);

        for (var block = 0; block < 4; block++)
        {
            _plan.Rows(block).ToArray().Select(row => row % 2).Distinct().Should().ContainSingle();
            _plan.SpansOf(block).ToArray().Count(span => span.Last - span.First == 3).Should().Be(2);
        }
    }

    [Fact]
    public void Every_row_has_its_whole_context_in_the_order_of_positions()
    {
        var random = new Random(5);
        var segments = new List<KvSegment> { Grow(null, 21) };
        for (var count = 0; count < 40; count++)
            segments.Add(Grow(segments[random.Next(segments.Count)], 1 + random.Next(30)));
        foreach (var segment in segments)
            Add(segment, Math.Min(segment.Length, 1 + random.Next(3)));
        _plan.Set(_batch, PageSize, group: 3, threads: 4);

        var seen = new HashSet<int>();
        for (var block = 0; block < _plan.BlockCount; block++)
        {
            var rows = _plan.Rows(block).ToArray();
            for (var index = 0; index < rows.Length; index++)
            {
                seen.Add(rows[index]).Should().BeTrue();
                var leaf = segments[_batch.Sequences.ToArray().TakeWhile(sequence => sequence.FirstRow <= rows[index]).Count() - 1];
                var next = 0;
                foreach (var span in _plan.SpansOf(block).ToArray().Where(span => span.First <= index && index <= span.Last))
                {
                    span.Start.Should().Be(next);
                    next += span.Count;
                }

                next.Should().Be(leaf.End);
            }
        }

        seen.Should().HaveCount(_batch.RowCount);
    }

    [Theory]
    [InlineData(true, 1, 32)]
    [InlineData(true, 2, 32)]
    [InlineData(true, 8, 8)]
    [InlineData(false, 1, 16)]
    public void Blocks_are_as_large_as_sharing_is_worth_and_leave_every_thread_its_rows(bool onePrompt, int threads, int size)
    {
        var prompt = Grow(null, 40);
        for (var path = 0; path < 64; path++)
            Add(Grow(onePrompt ? prompt : Grow(null, 40), 1), 1);
        _plan.Set(_batch, PageSize, group: 3, threads);

        _plan.BlockSize.Should().Be(size);
    }

    [Fact]
    public void Long_contexts_have_small_blocks()
    {
        var prompt = Grow(null, 20_000);
        for (var path = 0; path < 64; path++)
            Add(Grow(prompt, 1), 1);
        _plan.Set(_batch, PageSize, group: 4, threads: 4);

        (_plan.BlockSize * 4 * _plan.LongestContext).Should().BeLessThan(1 << 18);
    }

    private KvSegment Grow(KvSegment? parent, int tokens)
    {
        var segment = _tree.Fork(parent);
        _tree.TryAppend(segment, new int[tokens]).Should().BeTrue();
        return segment;
    }

    private void Add(KvSegment leaf, int rows)
    {
        _batch.AddSequence(leaf, rows);
        for (var row = 0; row < rows; row++)
            _batch.AddRow(0, leaf.End - rows + row, leaf.Slot(leaf.Length - rows + row), [], output: false);
    }
}
