using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tests.Decoding;
using InferenceScaling.Paths;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.Loading;

public sealed class LanguageModelLoadingTests
{
    [SkippableFact]
    public async Task A_folder_with_a_tokenizer_elsewhere_generates()
    {
        var folder = SharedFixtures.Folder("fixtures/arch/llama_mha_tied");
        var tokenizer = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(tokenizer, TinyModel.Json(beginning: false));
            await using var model = LanguageModel.Load(folder, new HashBackend(), new() { TokenizerPath = tokenizer });
            model.ContextLength.Should().Be(model.Config.ContextLength);
            var step = await model.GenerateStepAsync(ReasoningPath.Root("hi", 1), 0, new() { MaxTokens = 5, Delimiters = [] });
            step.Tokens.Should().OnlyContain(token => token < model.Config.VocabularySize);
            step.Tokens.Should().NotBeEmpty();
            FluentActions.Invoking(() => LanguageModel.Load(folder, new HashBackend(), new() { TokenizerPath = tokenizer, ContextLength = 1_000_000 })).Should().Throw<ArgumentException>().WithMessage("*1000000*");
        }
        finally
        {
            File.Delete(tokenizer);
        }
    }

    [SkippableFact]
    public void Memory_is_estimated_without_loading()
    {
        var estimate = LanguageModel.EstimateMemory(SharedFixtures.Folder("models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"), new HashBackend());
        estimate.WeightBytes.Should().Be(134_515_008L * 4, "the model has 134,515,008 parameters");
        estimate.KvBytesPerToken.Should().Be(2 * 30 * 3 * 64 * 4);
        estimate.TotalBytes(10).Should().Be(estimate.WeightBytes + (10 * estimate.KvBytesPerToken));
    }

    [SkippableFact]
    public async Task Llama2c_files_find_their_tokenizer()
    {
        var folder = SharedFixtures.Folder("models/stories260k");
        await using var model = LanguageModel.Load(Path.Combine(folder, "stories260K.bin"), new HashBackend());
        var step = await model.GenerateStepAsync(ReasoningPath.Root("Once upon a time", 1), 0, new() { MaxTokens = 5, Delimiters = [] });
        step.Tokens.Should().NotBeEmpty();
    }

    [SkippableFact]
    public void A_missing_tokenizer_is_named()
    {
        var folder = SharedFixtures.Folder("fixtures/arch/llama_mha_tied");
        FluentActions.Invoking(() => LanguageModel.Load(folder, new HashBackend())).Should().Throw<FileNotFoundException>().WithMessage("*tokenizer.json*");
    }

    [Fact]
    public void Nothing_at_a_path_is_an_error()
    {
        FluentActions.Invoking(() => LanguageModel.Load("/no/such/model.gguf", new HashBackend())).Should().Throw<IOException>().WithMessage("*model.gguf*");
        var empty = Directory.CreateTempSubdirectory("empty-model").FullName;
        FluentActions.Invoking(() => LanguageModel.Load(empty, new HashBackend())).Should().Throw<CheckpointFormatException>().WithMessage("*config.json*");
        Directory.Delete(empty);
    }

    private sealed class HashBackend : Backend
    {
        public override IDecoderExecutor CreateExecutor(DecoderConfig config, IDecoderWeights weights) => new HashExecutor { Config = config };
    }
}
