using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Cpu.Pairs;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class AttentionBlockTests
{
    [Theory]
    [InlineData(16, 10, 12, 243)]
    [InlineData(96, 40, 3, 4000)]
    [InlineData(3, 4000, 96, 40)]
    public void Whatever_was_reserved_before_what_is_reserved_has_room(int queriesBefore, int contextBefore, int queries, int context)
    {
        const int size = 64;
        using var block = new AttentionBlock(new AttentionConfig { HeadSize = size }, size, CacheType.BF16, PairBlock.TryCreate(size, size));
        var query = stackalloc float[size];
        block.Reserve(queriesBefore, contextBefore);
        block.Reserve(queries, context);
        block.Begin(context);
        for (var number = 0; number < queries; number++)
            block.Add(query, 0, context);
    }

    [Theory]
    [InlineData(64, 3, 0)]
    [InlineData(64, 3, 20)]
    [InlineData(96, 1, 0)]
    [InlineData(24, 5, 9)]
    [InlineData(80, 7, 33)]
    public void Pairs_have_the_bits_of_a_copy_in_fp32(int size, int group, int window)
    {
        var config = new AttentionConfig { HeadCount = group, KeyValueHeadCount = 1, HeadSize = size };
        using var pages = new KeyValuePages(new() { Family = "llama", VocabularySize = 2, OutputWidth = 2, ContextLength = 256, HiddenSize = 1, LayerCount = 1, Attention = config, Layers = [new()] }, CacheType.BF16);
        if (PairBlock.TryCreate(size, pages.ValueStride) is not { } pairs)
            return;
        using AttentionBlock direct = new(config, pages.ValueStride, CacheType.BF16, pairs), copying = new(config, pages.ValueStride, CacheType.BF16, null);
        direct.ReadsPairs.Should().BeTrue();

        // A prompt of 37 tokens in three pages; behind it rows 0 to 4 of one path, in two segments that end within their pages, and rows 5 and 6 of paths of their own.
        PageSpan[] spans = [new(0, 0, 16, 0, 6), new(1, 16, 16, 0, 6), new(2, 32, 5, 0, 6), new(3, 37, 7, 0, 4), new(4, 37, 1, 5, 5), new(5, 37, 16, 6, 6), new(6, 44, 4, 0, 4), new(7, 53, 2, 6, 6)];
        int[] ends = [44, 45, 46, 47, 48, 38, 55];
        Fill(pages, spans, size);
        Attend(direct, pages, spans, ends, size, group, window).Should().Equal(Attend(copying, pages, spans, ends, size, group, window));
    }

    [Fact]
    public void What_was_not_reserved_is_refused_before_anything_is_written()
    {
        const int size = 64;
        using var block = new AttentionBlock(new AttentionConfig { HeadSize = size }, size, CacheType.BF16, PairBlock.TryCreate(size, size));
        var query = stackalloc float[size];
        block.Reserve(2, 100);
        block.Begin(4000);
        Add(block, query).Should().Throw<InvalidOperationException>().WithMessage("*query 1 of a context of 4000*");
        block.Begin(100);
        block.Add(query, 0, 100);
        block.Add(query, 0, 100);
        Add(block, query).Should().Throw<InvalidOperationException>().WithMessage("*query 3*");

        static Action Add(AttentionBlock block, float* query) => () => block.Add(query, 0, 100);
    }

    // Unused places of a page hold what no result may show.
    private static void Fill(KeyValuePages pages, PageSpan[] spans, int size)
    {
        pages.Reserve(spans.Length);
        float[] key = new float[size], value = new float[size];
        foreach (var span in spans)
        {
            for (var token = 0; token < KeyValuePages.PageSize; token++)
            {
                for (var index = 0; index < size; index++)
                    (key[index], value[index]) = token < span.Count ? (MathF.Sin((span.Page * 31) + (token * 7) + index), MathF.Cos((span.Page * 17) + (token * 3) + index)) : (float.NaN, float.NaN);
                fixed (float* k = key, v = value)
                    pages.Store((span.Page * KeyValuePages.PageSize) + token, 0, 0, k, v);
            }
        }
    }

    private static int[] Attend(AttentionBlock block, KeyValuePages pages, PageSpan[] spans, int[] ends, int size, int group, int window)
    {
        var queries = Enumerable.Range(0, ends.Length * group * size).Select(index => MathF.Sin(index * 1.37f)).ToArray();
        var outputs = new float[queries.Length];
        fixed (float* query = queries, output = outputs)
        {
            CacheFormats.Round(query, queries.Length);
            block.Reserve(ends.Length * group, ends.Max());
            block.Begin(ends.Max());
            for (var number = 0; number < ends.Length * group; number++)
                block.Add(query + (number * size), window == 0 ? 0 : Math.Max(0, ends[number / group] - window), ends[number / group]);
            foreach (var span in spans)
            {
                if (block.ReadsPairs)
                    block.Score((ushort*)pages.Keys(span.Page, 0, 0), span, group);
                else if (block.Choose(span, group))
                    block.Score(pages.Keys(span.Page, 0, 0, block.Page), span);
            }

            block.Normalize();
            foreach (var span in spans)
            {
                if (block.ReadsPairs)
                    block.Mix((ushort*)pages.Values(span.Page, 0, 0), span, group);
                else if (block.Choose(span, group))
                    block.Mix(pages.Values(span.Page, 0, 0, block.Page), span);
            }

            for (var number = 0; number < ends.Length * group; number++)
                block.Write(number, output + (number * size));
        }

        outputs.Should().NotContain(number => float.IsNaN(number));
        return [.. outputs.Select(BitConverter.SingleToInt32Bits)];
    }
}
