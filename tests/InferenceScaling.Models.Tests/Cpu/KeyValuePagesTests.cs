using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;

namespace InferenceScaling.Models.Tests.Cpu;

public sealed unsafe class KeyValuePagesTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(1 << 20)]
    public void A_head_of_any_width_is_kept_in_bf16_and_takes_no_stack(int size)
    {
        var config = new DecoderConfig
        {
            Family = "llama",
            VocabularySize = 2,
            OutputWidth = 2,
            ContextLength = 16,
            HiddenSize = 1,
            LayerCount = 1,
            Attention = new() { HeadCount = 1, KeyValueHeadCount = 1, HeadSize = size },
            Layers = [new()],
        };
        using var pages = new KeyValuePages(config, CacheType.BF16);
        pages.Reserve(1);
        var (keys, values, scratch) = (new float[size], new float[size], new float[KeyValuePages.PageSize * pages.ValueStride]);
        for (var index = 0; index < size; index++)
            (keys[index], values[index]) = (index % 256, -(index % 256));
        fixed (float* key = keys, value = values, room = scratch)
        {
            const int Token = 5;
            pages.Store(Token, 0, 0, key, value);
            pages.Keys(0, 0, 0, room);
            Enumerable.Range(0, size).Select(index => scratch[(index * KeyValuePages.PageSize) + Token]).Should().Equal(keys, "whole numbers up to 256 are bf16");
            pages.Values(0, 0, 0, room);
            scratch.AsSpan(Token * pages.ValueStride, size).SequenceEqual(values).Should().BeTrue();
        }
    }
}
