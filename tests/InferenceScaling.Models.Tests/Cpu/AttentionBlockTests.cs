using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;

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
        using var block = new AttentionBlock(new AttentionConfig { HeadSize = size }, size);
        var query = stackalloc float[size];
        block.Reserve(queriesBefore, contextBefore);
        block.Reserve(queries, context);
        block.Clear();
        for (var number = 0; number < queries; number++)
            block.Add(query, 0, context, context);
    }

    [Fact]
    public void What_was_not_reserved_is_refused_before_anything_is_written()
    {
        const int size = 64;
        using var block = new AttentionBlock(new AttentionConfig { HeadSize = size }, size);
        var query = stackalloc float[size];
        block.Reserve(2, 100);
        block.Clear();
        AddLong(block, query).Should().Throw<InvalidOperationException>().WithMessage("*query 1 of a context of 4000*");
        block.Add(query, 0, 100, 100);
        block.Add(query, 0, 100, 100);
        AddThird(block, query).Should().Throw<InvalidOperationException>().WithMessage("*query 3*");

        static Action AddLong(AttentionBlock block, float* query) => () => block.Add(query, 0, 4000, 4000);

        static Action AddThird(AttentionBlock block, float* query) => () => block.Add(query, 0, 100, 100);
    }
}
