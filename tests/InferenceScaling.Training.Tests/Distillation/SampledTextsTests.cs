using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models;
using InferenceScaling.Paths;
using InferenceScaling.TorchSharp;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;
using static TorchSharp.torch;

namespace InferenceScaling.Training.Tests.Distillation;

public sealed class SampledTextsTests
{
    private static readonly ImmutableArray<int>[] Prompts = [.. Enumerable.Range(0, 9).Select(index => Enumerable.Range(0, 1 + (index % 4)).Select(place => (index + (3 * place)) % 8).ToImmutableArray())];

    [Fact]
    public async Task The_draws_depend_on_seed_prompt_and_place_only()
    {
        using var model = TinyTask.Model();
        var settings = new ContinuationSettings { MaxTokens = 6 };
        var texts = await SampledTexts.DrawAsync(model, Prompts, settings);
        Same(await SampledTexts.DrawAsync(model, Prompts, settings with { BatchSize = 2 }), texts);
        Same(await SampledTexts.DrawAsync(model.Config, model.Weights, Prompts[..5], settings), texts[..5]);
        var others = await SampledTexts.DrawAsync(model, Prompts, settings with { Seed = 2 });
        others.Zip(texts, (one, other) => one.Tokens.SequenceEqual(other.Tokens)).Should().Contain(false);
        for (var index = 0; index < Prompts.Length; index++)
        {
            texts[index].Tokens.Should().StartWith(Prompts[index]).And.HaveCount(Prompts[index].Length + 6);
            texts[index].Targets.Count(target => target >= 0).Should().Be(6, "only what was drawn is learnt");
        }
    }

    [Fact]
    public async Task Draws_follow_the_models_probabilities()
    {
        using var model = TinyTask.Model();
        var texts = await SampledTexts.DrawAsync(model, [.. Enumerable.Repeat<ImmutableArray<int>>([1, 2, 3], 4_000)], new() { MaxTokens = 1, BatchSize = 1_000 });
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var probabilities = nn.functional.softmax(model.Outputs(TrainingBatch.Of([[TrainingSequence.After([1, 2, 3])]]), tensor(new long[] { 2 })), -1).data<float>().ToArray();
        for (var token = 0; token < 8; token++)
            (texts.Count(text => text.Tokens[3] == token) / 4_000.0).Should().BeApproximately(probabilities[token], 5 * Math.Sqrt(probabilities[token] / 4_000));
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("ledger")]
    public async Task Without_temperature_the_most_probable_tokens_come_one_after_the_other(string family)
    {
        using var settings = JsonDocument.Parse($$"""
            { "model_type": "{{family}}", "vocab_size": 8, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "head_dim": 16,
              "max_position_embeddings": 16, "rms_norm_eps": 1e-5, "embed_shifts": 2, "embed_norm": true }
            """);
        using var model = TrainableDecoder.Create(settings.RootElement, 4);
        foreach (var backend in new[] { Backend.Cpu(), Backend.Torch() })
        {
            var texts = await SampledTexts.DrawAsync(model, Prompts, new() { MaxTokens = 5, Sampling = SamplingOptions.Greedy, Backend = backend });
            SequenceScores.Of(model, texts).SequenceAccuracy.Should().Be(1);
        }
    }

    [Fact]
    public async Task A_text_ends_after_an_end_token_and_where_the_context_does()
    {
        using var model = TinyTask.Model();
        var texts = await SampledTexts.DrawAsync(model, Prompts, new() { MaxTokens = 100, EndTokens = [5, 6] });
        foreach (var (text, prompt) in texts.Zip(Prompts))
        {
            var drawn = text.Tokens[prompt.Length..];
            drawn[..^1].Should().NotContain(5).And.NotContain(6);
            (drawn[^1] is 5 or 6 || text.Tokens.Length == 16).Should().BeTrue("the context is 16 tokens long");
        }

        var full = await SampledTexts.DrawAsync(model, [[.. Enumerable.Repeat(1, 16)], [1]]);
        full[0].Targets.Should().OnlyContain(target => target < 0, "there is no room for a word");
        full[1].Tokens.Should().HaveCount(16);
    }

    [Fact]
    public async Task Prompts_and_models_that_cannot_go_on_are_refused()
    {
        using var model = TinyTask.Model();
        await FluentActions.Awaiting(() => SampledTexts.DrawAsync(model, [[1], []])).Should().ThrowAsync<ArgumentException>().WithMessage("*Prompt 1 has no tokens*");
        await FluentActions.Awaiting(() => SampledTexts.DrawAsync(model, [[1, 8]])).Should().ThrowAsync<ArgumentOutOfRangeException>().WithMessage("*Token 8*");
        await FluentActions.Awaiting(() => SampledTexts.DrawAsync(model, Prompts, new() { MaxTokens = 0 })).Should().ThrowAsync<ArgumentOutOfRangeException>();
        var classifier = model.Config with { Head = new() { Kind = Models.Architectures.HeadKind.TokenClassification } };
        await FluentActions.Awaiting(() => SampledTexts.DrawAsync(classifier, model.Weights, Prompts)).Should().ThrowAsync<ArgumentException>().WithMessage("*TokenClassification*only a language model*");
        await FluentActions.Awaiting(() => SampledTexts.DrawAsync(model, Prompts, cancellationToken: new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
    }

    private static void Same(ImmutableArray<TrainingSequence> found, ImmutableArray<TrainingSequence> expected)
    {
        found.Should().HaveSameCount(expected);
        foreach (var (one, other) in found.Zip(expected))
        {
            one.Tokens.Should().Equal(other.Tokens);
            one.Targets.Should().Equal(other.Targets);
        }
    }
}
