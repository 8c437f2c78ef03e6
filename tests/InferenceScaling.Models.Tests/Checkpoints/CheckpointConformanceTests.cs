using InferenceScaling.Conformance;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Checkpoints;

public sealed class CheckpointConformanceTests
{
    [SkippableTheory]
    [InlineData("fixtures/gguf/quants", 60)]
    [InlineData("fixtures/gguf/valid", 7)]
    public async Task Gguf_fixtures_are_read_bit_for_bit(string folder, int atLeast)
    {
        var report = new ConformanceReport();
        await new GgufConformance().RunAsync(SharedFixtures.Folder(folder), report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThanOrEqualTo(atLeast);
    }

    [SkippableTheory]
    [InlineData("safetensors", 38)]
    [InlineData("gguf", 32)]
    [InlineData("checkpoints", 48)]
    [InlineData("tokenizers", 8)]
    public async Task Malformed_files_are_refused_in_the_right_category(string part, int atLeast)
    {
        var report = new ConformanceReport();
        await new MalformedConformance { ExactCategories = true }.RunAsync(SharedFixtures.Folder($"fixtures/malformed/{part}"), report, CancellationToken.None);

        report.Failures.Should().BeEmpty();
        report.Passed.Should().BeGreaterThanOrEqualTo(atLeast);
    }

    [SkippableTheory]
    [InlineData("fixtures/arch/llama_sharded")]
    [InlineData("fixtures/arch/llama_bf16")]
    [InlineData("models/verl-arithmetic-1m")]
    public void Published_layouts_open(string folder)
    {
        using var checkpoint = Checkpoint.Open(SharedFixtures.Folder(folder));

        checkpoint.Tensors.Should().ContainKey("model.embed_tokens.weight");
        foreach (var (name, entry) in checkpoint.Tensors)
            checkpoint.ReadSingles(name, 0, new float[entry.ElementCount]);
    }
}
