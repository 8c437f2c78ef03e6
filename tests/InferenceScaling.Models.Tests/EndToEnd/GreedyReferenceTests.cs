using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.Models.Cpu;
using InferenceScaling.Models.Decoding;
using InferenceScaling.Models.Tests.Loading;
using InferenceScaling.Paths;
using InferenceScaling.Tests;

namespace InferenceScaling.Models.Tests.EndToEnd;

/// <summary>Real weights through loader, tokenizer, template, scheduler and kernels: the same text as the reference implementations.</summary>
public sealed class GreedyReferenceTests
{
    private static readonly StepOptions Greedy = new() { Sampling = SamplingOptions.Greedy, Delimiters = [], MaxTokens = 64 };

    [SkippableFact]
    public async Task Stories260K_tells_the_story_of_llama2c()
    {
        var folder = SharedFixtures.Folder("models/stories260k");
        var transcript = File.ReadAllText(Path.Combine(folder, "stories260K.md")).Split("-t 0.0\n")[1].Split("\n```")[0];
        await using var model = LanguageModel.Load(Path.Combine(folder, "stories260K.bin"), Backend.Cpu());
        var path = ReasoningPath.Root("Once upon a time", 1);
        while (path.Text.Length < 400)
            path = path.Extend(0, await model.GenerateStepAsync(path, 0, Greedy with { MaxTokens = 23 }));
        transcript.Should().StartWith("Once upon a time" + path.Text[..400]);
    }

    [SkippableTheory]
    [InlineData("llama_gqa_llama3rope")]
    [InlineData("qwen2_tied_bias")]
    [InlineData("gemma3_text")]
    public async Task Tiny_decoders_say_what_transformers_says_together_alone_and_in_pieces(string name)
    {
        var folder = SharedFixtures.Folder($"fixtures/arch/{name}");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        var prompts = reference.RootElement.GetProperty("prompts").EnumerateArray().Select(Ids).ToArray();
        var greedy = reference.RootElement.GetProperty("greedy").EnumerateArray().ToArray();
        using var source = DecoderSource.Open(folder);
        using var loop = new DecodingLoop(() => new CpuExecutor(source.Config, source.Weights), new() { TokensPerPass = 7, MaxSequences = 6 });
        var vocabulary = new Vocabulary(source.Config.VocabularySize, [], _ => []);
        GenerationSettings Settings(int tokens) => new() { Sampling = SamplingOptions.Greedy, Random = new(1), MaxTokens = tokens, ContextLength = loop.ContextLength, Matcher = new(BytePatterns.Create([], ""), BytePatterns.Create([], ""), [], []) };
        var together = await Task.WhenAll(prompts.Select(prompt => new GenerateRequest(Settings(32), vocabulary) { ContextTokens = prompt }.RunAsync(loop.Queue, default)));
        for (var index = 0; index < prompts.Length; index++)
        {
            var expected = Ids(greedy[index].GetProperty("ids"));
            together[index].Tokens.Should().Equal(expected);
            var logProbabilities = greedy[index].GetProperty("logprobs").EnumerateArray().Select(value => value.GetSingle()).ToArray();
            together[index].LogProbabilities.Should().Equal(logProbabilities, (left, right) => Math.Abs(left - right) < 1e-3);

            // Half of it first, the rest from its cache; then the given tokens scored.
            var half = await new GenerateRequest(Settings(16), vocabulary) { ContextTokens = prompts[index] }.RunAsync(loop.Queue, default);
            half.Continuation!.TryAcquire().Should().BeTrue();
            var rest = await new GenerateRequest(Settings(16), vocabulary) { Handle = half.Continuation }.RunAsync(loop.Queue, default);
            half.Tokens.Concat(rest.Tokens).Should().Equal(expected);
            var scores = await new ReadRequest(expected, keep: false) { ContextTokens = prompts[index] }.RunAsync(loop.Queue, default);
            scores.Values.Should().Equal(together[index].LogProbabilities, "a score is the generator's own log-probability, bit for bit");
        }
    }

    [SkippableFact]
    public async Task SmolLM2_answers_as_transformers_does()
    {
        var folder = SharedFixtures.Folder("models/smollm2-135m-instruct");
        await using var model = LanguageModel.Load(Path.Combine(folder, "SmolLM2-135M-Instruct.Q4_1.gguf"), Backend.Cpu(), new() { ContextLength = 512 });
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        var cases = reference.RootElement.GetProperty("cases").EnumerateArray()
            .Where(element => ModelTextTests.Conversation(element.GetProperty("text").GetString()!) is not null && element.GetProperty("min_margin").GetDouble() > 0.02).Take(3).ToArray();
        cases.Should().HaveCount(3);
        await Task.WhenAll(cases.Select(async element =>
        {
            var expected = element.GetProperty("greedy_text").GetString()!.Split("<|im_end|>")[0];
            var prompt = ModelTextTests.Conversation(element.GetProperty("text").GetString()!)!;
            var step = await model.GenerateStepAsync(ReasoningPath.Root(prompt, 1), 0, Greedy);
            step.Text.Should().Be(expected);
        }));
    }

    [SkippableFact]
    public async Task SmolLM2_continues_every_prompt_as_transformers_does()
    {
        var folder = SharedFixtures.Folder("models/smollm2-135m-instruct");
        using var reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "reference.json")));
        using var source = DecoderSource.Open(Path.Combine(folder, "SmolLM2-135M-Instruct.Q4_1.gguf"));
        using var loop = new DecodingLoop(() => new CpuExecutor(source.Config, source.Weights), new() { ContextLength = 512 });
        var vocabulary = new Vocabulary(source.Config.VocabularySize, [], _ => []);
        var settings = new GenerationSettings { Sampling = SamplingOptions.Greedy, Random = new(1), MaxTokens = 64, ContextLength = 512, Matcher = new(BytePatterns.Create([], ""), BytePatterns.Create([], ""), [], []) };
        var cases = reference.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        cases.Should().HaveCount(20);
        var continued = await Task.WhenAll(cases.Select(element => new GenerateRequest(settings, vocabulary) { ContextTokens = Ids(element.GetProperty("ids")) }.RunAsync(loop.Queue, default)));
        for (var index = 0; index < cases.Length; index++)
        {
            var nearTie = cases[index].GetProperty("first_near_tie");
            var certain = nearTie.ValueKind == JsonValueKind.Null ? 64 : nearTie.GetInt32();
            continued[index].Tokens.Take(certain).Should().Equal(Ids(cases[index].GetProperty("greedy_ids")).Take(certain));
        }
    }

    private static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];
}
