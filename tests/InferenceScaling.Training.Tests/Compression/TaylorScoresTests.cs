using System.Collections.Immutable;
using System.Text.Json;
using InferenceScaling.Models.Architectures;
using InferenceScaling.TorchSharp.Compression.Structured;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Compression;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using InferenceScaling.Training.Distillation;
using InferenceScaling.Training.Tests.Decoder;
using InferenceScaling.Training.Tests.Distillation;

namespace InferenceScaling.Training.Tests.Compression;

public sealed class TaylorScoresTests : IClassFixture<TinyTeacher>
{
    private static readonly TrainingSequence[] Lessons = [.. Enumerable.Range(0, 64).Select(index => new TinyTask().Read(index, 0))];

    private static readonly ImmutableSortedDictionary<int, ImmutableSortedSet<int>> NoSets = ImmutableSortedDictionary<int, ImmutableSortedSet<int>>.Empty;

    private readonly TrainableDecoder _trained;

    public TaylorScoresTests(TinyTeacher trained) => _trained = trained.Decoder;

    [Theory]
    [InlineData("qwen2", 1)]
    [InlineData("gpt_neox", 2)]
    public void A_score_is_what_small_changes_of_the_weights_make_of_the_loss(string family, int layer)
    {
        using var decoder = Create(family);
        var texts = Lessons[..6];
        var scores = TaylorScores.Of(decoder, texts);
        var attention = decoder.Config.AttentionOf(layer);
        var (query, key) = (attention.QueryWidth / attention.KeyValueHeadCount, attention.HeadSize);
        scores.Neurons[layer][2].Should().BeApproximately(ByDifferences(decoder, texts, $"layers.{layer}.feed_forward.", ["gate", "up"], 2, 1, "down", 2, 1), 2e-3 * scores.Neurons[layer].Max());
        var group = ByDifferences(decoder, texts, $"layers.{layer}.attention.", ["q"], query, query, "o", query, query) + ByDifferences(decoder, texts, $"layers.{layer}.attention.", ["k", "v"], key, key, null, 0, 0);
        scores.HeadGroups[layer][1].Should().BeApproximately(group, 2e-3 * scores.HeadGroups[layer].Max());
    }

    [Fact]
    public void Layers_have_a_score_for_each_of_what_they_have()
    {
        using var whole = Create("qwen2");
        var sliced = StructuredSlicing.Apply(whole.Config, whole.Weights, new() { Neurons = NoSets.Add(0, [1]), HeadGroups = NoSets.Add(1, [0]) });
        using var decoder = whole.With(sliced.Config, sliced.Weights);
        var scores = TaylorScores.Of(decoder, Lessons);
        scores.Neurons.Select(layer => layer.Length).Should().Equal(5, 6, 6);
        scores.HeadGroups.Select(layer => layer.Length).Should().Equal(2, 1, 2);
    }

    [Fact]
    public void Batches_do_not_matter_and_a_training_afterwards_finds_nothing_left()
    {
        using var scored = TinyTask.Model();
        using var other = TinyTask.Model();
        var all = TaylorScores.Of(scored, Lessons);
        var single = TaylorScores.Of(scored, Lessons, textsPerBatch: 5);
        all.Neurons[1].Zip(single.Neurons[1], (one, two) => Math.Abs(one - two)).Max().Should().BeLessThan(1e-5 * all.Neurons[1].Max());
        Train(scored);
        Train(other);
        TinyTask.Weights(scored).Should().Equal(TinyTask.Weights(other));

        static void Train(TrainableDecoder decoder) => new ModelTrainer(decoder, new TinyTask(), TinyTask.Options(3)).TrainAsync().GetAwaiter().GetResult();
    }

    [Fact]
    public void What_has_no_effect_has_the_score_zero()
    {
        using var whole = TinyTask.Model();
        var weights = new ChangedWeights(whole.Weights);
        weights.Change("layers.0.feed_forward.down.weight", (index, value) => index % 64 == 7 ? 0 : value);
        weights.Change("layers.1.attention.o.weight", (index, value) => index % 32 < 16 ? 0 : value);
        using var decoder = whole.With(whole.Config, weights);
        var scores = TaylorScores.Of(decoder, Lessons);
        scores.Neurons[0][7].Should().Be(0);
        scores.Neurons[0].Count(score => score == 0).Should().Be(1);
        scores.HeadGroups[1][0].Should().Be(0);
        scores.HeadGroups[1][1].Should().BePositive();
    }

    [Fact]
    public void Cutting_what_is_scored_low_hurts_less_than_cutting_what_is_scored_high()
    {
        var scores = TaylorScores.Of(_trained, Lessons);
        using var low = Cut(scores.Neurons, 0.5);
        using var high = Cut([.. scores.Neurons.Select(layer => layer.Select(score => -score).ToImmutableArray())], 0.5);
        low.ParameterCount.Should().BeLessThan(_trained.ParameterCount);
        DistillationScores.Of(_trained, low, Lessons).ForwardKl.Should().BeLessThan(DistillationScores.Of(_trained, high, Lessons).ForwardKl / 10);
    }

    [Fact]
    public async Task What_a_deep_cut_destroys_the_teacher_heals()
    {
        // Each layer keeps one of two heads and a few neurons of 64.
        var scores = TaylorScores.Of(_trained, Lessons);
        using var student = Cut(scores.Neurons, 0.95, scores.HeadGroups, 0.5);
        var damage = DistillationScores.Of(_trained, student, Lessons).ForwardKl;
        damage.Should().BeGreaterThan(0.1);
        await new DistillationTrainer(_trained, student, new TinyTask(), TinyTask.Options(60) with { Optimizer = new() { AdamW = new() { LearningRate = 3e-3 } } }).TrainAsync();
        DistillationScores.Of(_trained, student, Lessons).ForwardKl.Should().BeLessThan(damage / 10);
    }

    [Fact]
    public void Scores_want_targets_finite_weights_and_no_cancellation()
    {
        using var decoder = TinyTask.Model();
        FluentActions.Invoking(() => TaylorScores.Of(decoder, [new([1, 2], [-1, -1])])).Should().Throw<ArgumentException>().WithMessage("*None of the texts*");
        FluentActions.Invoking(() => TaylorScores.Of(decoder, Lessons, cancellationToken: new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
        var weights = new ChangedWeights(decoder.Weights);
        weights.Change("head.weight", (_, _) => float.NaN);
        using var damaged = decoder.With(decoder.Config, weights);
        FluentActions.Invoking(() => TaylorScores.Of(damaged, Lessons)).Should().Throw<InvalidOperationException>().WithMessage("*loss*NaN*damaged*");
    }

    private TrainableDecoder Cut(ImmutableArray<ImmutableArray<double>> neurons, double share, ImmutableArray<ImmutableArray<double>>? groups = null, double groupShare = 0)
    {
        var sliced = StructuredSlicing.Apply(_trained.Config, _trained.Weights, new() { Neurons = CutSelection.Lowest(neurons, share), HeadGroups = CutSelection.Lowest(groups ?? [], groupShare) });
        return _trained.With(sliced.Config, sliced.Weights);
    }

    // Σ |w · dL/dw| by central differences: rows of some matrices with their biases, and columns of another.
    private static double ByDifferences(TrainableDecoder decoder, TrainingSequence[] texts, string prefix, string[] matrices, int firstRow, int rowCount, string? last, int firstColumn, int columnCount)
    {
        var total = 0.0;
        foreach (var weight in DecoderWeightList.Of(decoder.Config).Where(weight => weight.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var part = weight.Name[prefix.Length..].Split('.')[0];
            var width = weight.Shape.Length == 2 ? (int)weight.Shape[1] : 1;
            for (var index = 0; index < weight.ElementCount; index++)
            {
                var counts = matrices.Contains(part) ? index / width >= firstRow && index / width < firstRow + rowCount
                    : part == last && weight.Shape.Length == 2 && index % width >= firstColumn && index % width < firstColumn + columnCount;
                if (counts)
                    total += Product(decoder, texts, weight.Name, index);
            }
        }

        return total;
    }

    private static double Product(TrainableDecoder decoder, TrainingSequence[] texts, string name, int index)
    {
        const float Step = 0.02f;
        var value = 0f;
        return Math.Abs((Loss(Step) - Loss(-Step)) / (2 * Step) * value);

        double Loss(float change)
        {
            var weights = new ChangedWeights(decoder.Weights);
            weights.Change(name, (at, old) => at == index ? (value = old) + change : old);
            using var changed = decoder.With(decoder.Config, weights);
            return SequenceScores.Of(changed, texts).Loss;
        }
    }

    private static TrainableDecoder Create(string family)
    {
        using var settings = JsonDocument.Parse($$"""
            { "model_type": "{{family}}", "vocab_size": 8, "hidden_size": 8, "intermediate_size": 6, "num_hidden_layers": 3, "num_attention_heads": 4,
              "num_key_value_heads": {{(family == "qwen2" ? 2 : 4)}}, "head_dim": 4, "max_position_embeddings": 16, "rms_norm_eps": 1e-5, "rotary_pct": 1 }
            """);
        using var decoder = TrainableDecoder.Create(settings.RootElement, 5);
        return decoder.With(decoder.Config, new DrawnWeights(decoder.Config));
    }
}
