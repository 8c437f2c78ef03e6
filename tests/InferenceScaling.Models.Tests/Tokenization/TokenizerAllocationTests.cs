using InferenceScaling.Conformance;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Tokenization;

/// <summary>Encoding English allocates less than a byte a byte, whatever the vocabulary.</summary>
public sealed class TokenizerAllocationTests
{
    [SkippableTheory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    [InlineData("qwen3")]
    [InlineData("smollm2")]
    [InlineData("mistral_nemo")]
    [InlineData("mistral_v1")]
    [InlineData("phi3")]
    [InlineData("gemma3")]
    public void Encoding_allocates_less_than_a_byte_for_each_byte_of_text(string name)
    {
        var tokenizer = TokenizersConformance.Load(SharedFixtures.Folder($"fixtures/tokenizers/{name}"));
        var text = string.Concat(Enumerable.Range(1000, 2000).Select(Sentence));
        var ids = new List<int>();
        tokenizer.Encode(text, ids);

        var count = ids.Count;
        ids.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        tokenizer.Encode(text, ids);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        ids.Should().HaveCount(count);
        allocated.Should().BeLessThan(text.Length);
    }

    private static string Sentence(int year) =>
        $"In {year} the committee decided, after weeks of debate, that 12.5% of the harbour's income would pay for a new lighthouse; nobody asked whether ships still came. ";
}
