using InferenceScaling.Models.Checkpoints;
using InferenceScaling.Training.Child;
using InferenceScaling.Training.Data;
using InferenceScaling.Training.Decoder;
using Microsoft.Extensions.Time.Testing;

namespace InferenceScaling.Training.Tests;

public sealed class ModelTrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    private string Checkpoint => Path.Combine(_folder, "run.checkpoint");

    [Fact]
    public async Task A_tiny_task_is_learnt_and_the_saved_model_knows_it()
    {
        using var decoder = TinyTask.Model();
        var losses = new List<double>();
        await new ModelTrainer(decoder, new TinyTask(), TinyTask.Options()).TrainAsync(new Collect(report => losses.Add(report.Loss)));
        losses[0].Should().BeGreaterThan(1, "six symbols are ln 6 = 1.8 nats to a model that knows nothing");
        losses[^1].Should().BeLessThan(0.1);
        decoder.Save(_folder, TensorType.F32);
        using var loaded = TrainableDecoder.Load(_folder);
        SequenceScores.Of(loaded, Texts(1_000, 64)).SequenceAccuracy.Should().BeGreaterThan(0.95);
    }

    [Fact]
    public async Task Products_in_bf16_learn_it_too()
    {
        using var decoder = TinyTask.Model(device: new() { BFloat16 = true });
        await new ModelTrainer(decoder, new TinyTask(), TinyTask.Options()).TrainAsync();
        SequenceScores.Of(decoder, Texts(1_000, 64)).SequenceAccuracy.Should().BeGreaterThan(0.9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(40)]
    [InlineData(59)]
    public async Task A_training_that_broke_off_ends_with_the_weights_of_an_undisturbed_one(int brokenAt)
    {
        using var undisturbed = TinyTask.Model();
        await new ModelTrainer(undisturbed, new TinyTask(), TinyTask.Options(60)).TrainAsync();

        // Breaks off without writing anything, as a kill does, at a step that is no checkpoint's.
        var options = TinyTask.Options(60) with { CheckpointPath = Checkpoint, CheckpointEvery = 12, ReportEvery = 1 };
        using var broken = TinyTask.Model();
        var act = () => new ModelTrainer(broken, new TinyTask(), options).TrainAsync(new Collect(report => { if (report.Step == brokenAt) throw new IOException("power cut"); }));
        await act.Should().ThrowAsync<IOException>();

        // Before the first checkpoint there is nothing to go on from: the same weights have to be made again.
        using var resumed = TinyTask.Model(seed: brokenAt < 12 ? 3UL : 1234);
        await new ModelTrainer(resumed, new TinyTask(), options).TrainAsync();
        TinyTask.Weights(resumed).Should().Equal(TinyTask.Weights(undisturbed));
    }

    [Fact]
    public async Task Cancelling_writes_a_checkpoint_of_the_last_step()
    {
        using var undisturbed = TinyTask.Model();
        await new ModelTrainer(undisturbed, new TinyTask(), TinyTask.Options(40)).TrainAsync();
        var options = TinyTask.Options(40) with { CheckpointPath = Checkpoint, CheckpointEvery = 1_000, ReportEvery = 1 };
        using var cancel = new CancellationTokenSource();
        using var first = TinyTask.Model();
        var act = () => new ModelTrainer(first, new TinyTask(), options).TrainAsync(new Collect(report => { if (report.Step == 17) cancel.Cancel(); }), cancel.Token);
        await act.Should().ThrowAsync<OperationCanceledException>();

        var steps = new List<long>();
        using var second = TinyTask.Model(seed: 77);
        await new ModelTrainer(second, new TinyTask(), options).TrainAsync(new Collect(report => steps.Add(report.Step)));
        steps[0].Should().Be(18);
        TinyTask.Weights(second).Should().Equal(TinyTask.Weights(undisturbed));
    }

    [Fact]
    public async Task The_checkpoint_of_another_training_is_refused_with_what_it_says()
    {
        var options = TinyTask.Options(4) with { CheckpointPath = Checkpoint };
        using var decoder = TinyTask.Model();
        await new ModelTrainer(decoder, new TinyTask(), options).TrainAsync();
        var act = () => new ModelTrainer(decoder, new TinyTask(), options with { TotalSteps = 5 }).TrainAsync();
        (await act.Should().ThrowAsync<InvalidDataException>()).WithMessage("*belongs to another training*Delete the file*");
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_refused_and_left_alone()
    {
        await File.WriteAllBytesAsync(Checkpoint, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        using var decoder = TinyTask.Model();
        var act = () => new ModelTrainer(decoder, new TinyTask(), TinyTask.Options(4) with { CheckpointPath = Checkpoint }).TrainAsync();
        await act.Should().ThrowAsync<CheckpointFormatException>();
        (await File.ReadAllBytesAsync(Checkpoint)).Should().HaveCount(9);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_stops_the_training_and_says_what_to_do()
    {
        using var decoder = TinyTask.Model();
        var options = TinyTask.Options() with { Optimizer = new() { ClipNorm = 0, AdamW = new() { LearningRate = 1e30 } }, CheckpointPath = Checkpoint };
        var act = () => new ModelTrainer(decoder, new TinyTask(), options).TrainAsync();
        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*Lower the learning rate*");
    }

    [Fact]
    public async Task Several_small_batches_make_the_step_of_a_large_one()
    {
        using var small = TinyTask.Model();
        using var large = TinyTask.Model();
        var texts = Texts(0, 8);
        var one = TinyTask.Options(1) with { Batches = new() { TokensPerBatch = 28, BatchesPerPool = 2, LongestSequence = 7 } };
        await new ModelTrainer(small, new ListSource("eight", texts, 1), one with { BatchesPerStep = 2 }).TrainAsync();
        await new ModelTrainer(large, new ListSource("eight", texts, 1), one with { Batches = one.Batches with { TokensPerBatch = 56, BatchesPerPool = 1 } }).TrainAsync();
        TinyTask.Weights(small).Zip(TinyTask.Weights(large), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(2e-3f);
    }

    [Fact]
    public async Task Progress_counts_tokens_by_the_clock_it_is_given()
    {
        var clock = new FakeTimeProvider();
        var reports = new List<TrainingProgress>();
        using var decoder = TinyTask.Model();
        var options = TinyTask.Options(20) with
        {
            TimeProvider = clock,
            EvaluateEvery = 20,
            Evaluate = (_, step, _) => Task.FromResult<IReadOnlyDictionary<string, double>>(new Dictionary<string, double> { ["step"] = step }),
        };
        await new ModelTrainer(decoder, new TinyTask(), options).TrainAsync(new Collect(report => { reports.Add(report); clock.Advance(TimeSpan.FromSeconds(2)); }));
        reports.Should().HaveCount(2);
        reports[1].TokensPerSecond.Should().BeApproximately((reports[1].Tokens - reports[0].Tokens) / 2.0, 1e-6);
        reports[1].Evaluation.Should().Contain("step", 20);
    }

    [Fact]
    public async Task A_source_without_targets_is_refused()
    {
        using var decoder = TinyTask.Model();
        var act = () => new ModelTrainer(decoder, new ListSource("mute", [new([1, 2, 3], [-1, -1, -1])], 1), TinyTask.Options()).TrainAsync();
        (await act.Should().ThrowAsync<InvalidDataException>()).WithMessage("*nothing to learn*");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static System.Collections.Immutable.ImmutableArray<TrainingSequence> Texts(int first, int count) => [.. Enumerable.Range(first, count).Select(index => new TinyTask().Read(index, 0))];

    private sealed class Collect(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
